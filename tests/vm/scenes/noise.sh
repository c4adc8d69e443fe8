# SPDX-License-Identifier: MIT
# One byte in a hundred is wrong, lost, doubled or added, for 8 s while all nodes are read. All readers
# must have begun by then, on a slow machine too: each must miss the same.
from=$((10 * PATIENCE))
play --seed=2 --backlog=1000000 --fault=noise=3000 --fault=bits=0.005@$from+8 --fault=lose=0.002@$from+8 \
    --fault=add=0.002@$from+8 --fault=double=0.001@$from+8
must_see_nodes
sleep 1.5
lost=$(counter lost) crc=$(counter crc_errors) resyncs=$(counter resyncs)
read_all $(((from + 10) * RATE))
counters
check "1 % bad bytes: no wrong value" all_right $LABELS
check "the damage was there" [ $(($(counter crc_errors) - crc)) -gt 100 ]
check "resynchronised" [ $(($(counter resyncs) - resyncs)) -gt 10 ]
exactly() { for l in $LABELS; do grep -q "missing $1 " "/tmp/check-$l" || return 1; done; }
check "lost frames are counted exactly: $(($(counter lost) - lost))" exactly $(($(counter lost) - lost))
