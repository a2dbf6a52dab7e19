#!/usr/bin/env bash
# Run once as root, when Gradescope builds the image (Ubuntu 22.04).
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq software-properties-common bubblewrap libseccomp2
add-apt-repository -y ppa:deadsnakes/ppa
apt-get install -y -qq python3.11 python3.11-venv
python3.11 -m venv /autograder/venv
/autograder/venv/bin/pip install --quiet \
  --extra-index-url https://download.pytorch.org/whl/cpu \
  --constraint /autograder/source/constraints.txt \
  --editable /autograder/source
