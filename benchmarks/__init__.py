"""Speed as ratios against a stated floor; `make bench` prints them."""
