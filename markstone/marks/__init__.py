"""What people gave: kept beside the results, counted into them without a rerun.

``store`` holds one file for each answer to a part, ``handed_in`` what there is to
read, ``pile`` the answers to one part as a marker works through them, ``agreement``
how far two markers agree, ``table`` the same work as a spreadsheet.
"""
