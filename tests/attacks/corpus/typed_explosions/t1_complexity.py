"""Types expressions that cost more to read, to expand or to compute than they look.

Catalogue: 64, 100
Question: t1_complexity
Comes to: rnn_time_train FAILED/NOT_ATTEMPTED, rnn_time_test FAILED/NOT_ATTEMPTED,
  tr_time_train FAILED/NOT_ATTEMPTED, tr_time_test FAILED/NOT_ATTEMPTED,
  rnn_space_train FAILED/NOT_ATTEMPTED, rnn_space_test FAILED/NOT_ATTEMPTED,
  tr_space_train FAILED/NOT_ATTEMPTED, tr_space_test FAILED/NOT_ATTEMPTED,
  work_ratio_when_n_lt_t FAILED/NOT_ATTEMPTED
Seconds: 10
Not stopped by: nothing
"""
