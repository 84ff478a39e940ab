#!/usr/bin/env neurosh
#: width=80
# Surrogate gradients
#
# Learning follows gradients, but a spike is all or nothing: its true gradient
# is zero, or has no value at all, just at the threshold. A surrogate keeps the
# spike and lends it the gradient of a smooth curve near the threshold.
create lif n tau=4 step=12
feed n const 1.3
plot act n
#> Sigmoid, alpha 4   * spike   o gradient
#> 1.0 +                            ooo****************************
#>     |                           o .oo
#>     |                          o  . oo
#> 0.8 +                         oo  .  oo
#>     |                         o   .   o
#>     |                        o    .   oo
#> 0.6 +                       oo    .    oo
#>     |                      oo     .     o
#>     |                      o      .      o
#> 0.4 +                     oo      .      oo
#>     |                    oo       .       oo
#>     |                   oo        .        oo
#> 0.2 +                  oo         .         oo
#>     |                oo           .          ooo
#>     |           oooooo            .            ooooo
#> 0.0 +oooooooooooo******************                 oooooooooooo
#>     ++------+------+-------+------+------+-------+------+------+
#>    -2.0   -1.5   -1.0    -0.5    0.0    0.5     1.0    1.5   2.0 mem - threshold

# How the number of spikes would change with the input at each step, were they as
# smooth as that curve.
grad n spikes input
#> spikes 2
#> step  d spikes / d input
#>    1            0.503899
#>    2            0.593188
#>    3            0.619773
#>    4            0.563459
#>    5            0.433939
#>    6            0.245349
#>    7            0.503899
#>    8            0.593188
#>    9            0.619773
#>   10            0.563459
#>   11            0.433939
#>   12            0.245349
run n
#> n: 12 steps to step 12, 2 spikes (at 6, 12), mem 0
#? Step 1 counts more than step 5. How does that come?
#- its input is larger
#+ it lasts: what it gave mem counts at every step after it as well
#- mem is closer to the threshold there
#h Look at the plot: where is the gradient large? And how long does an input last?
#~ a: the input is 1.3 at every step
#~ c: mem is furthest from it at step 1; the gradient there is only 0.24
#! Step 3 has most, where both meet. An input moves mem at its own step by 1/4 and leaves (3/4)^k of it k steps later;
#! each time it counts as much as the gradient in the plot at that mem, which is
#! 0.24 0.51 0.79 0.95 1.00 0.98 up to the spike. Step 1 has six small shares,
#! 0.504 in all, step 5 only two, though large: 0.434.
expect 4 / (2 + exp(4 * (n.mem_before[1] - 1)) + exp(4 * (1 - n.mem_before[1]))) == 0.24 +- 0.005
expect 4 / (2 + exp(4 * (n.mem_before[6] - 1)) + exp(4 * (1 - n.mem_before[6]))) == 0.98 +- 0.005
expect (0.24 + 0.51 * 0.75 + 0.79 * 0.75^2 + 0.95 * 0.75^3 + 0.75^4 + 0.98 * 0.75^5) / 4 == 0.504 +- 0.001
expect (1 + 0.98 * 0.75) / 4 == 0.434 +- 0.0005

# All twelve make 5.92: with 0.01 more at every step, 0.06 spikes more.
expect 2 * (0.503899 + 0.593188 + 0.619773 + 0.563459 + 0.433939 + 0.245349) == 5.92 +- 0.005
feed n const 1.31
#> n gets const 1.31
#? How many spikes does the input of 1.31 really give? = n.spikes
#h Can there be 2.06 spikes?
#~ 2.06: the gradient says so, but spikes are whole
#~ 3: it takes more than 0.01 for that
#! 2, as before: there are no parts of a spike. The surrogate says where more of
#! them would come from, and that is enough to learn by.
forward n
#> n: 12 steps to step 12, 2 spikes (at 6, 12), mem 0
feed n const 1.3
#> n gets const 1.3

# Other surrogates lend other gradients. The spikes stay the same, but for a mem
# exactly at the threshold (lesson 3).
set n act=atan
grad n spikes tau,threshold
#> spikes 2
#> parameter  value  d spikes / d parameter
#> tau            4                -1.00826
#> threshold      1                -8.00382
set n act=qgate
grad n spikes tau,threshold
#> spikes 2
#> parameter  value  d spikes / d parameter
#> tau            4                -1.67394
#> threshold      1               -13.0549

# detach and mem_detach stop gradients. With mem_detach the input of a step
# counts for that step alone.
set n act=sigmoid alpha=4
set n mem_detach=true
grad n spikes input steps=4
#> spikes 0
#> step  d spikes / d input
#>    1           0.0590077
#>    2           0.128358
#>    3           0.197179
#>    4           0.238004
set n mem_detach=false

# fit goes along the gradient until the neuron does what is wanted.
reset n
set n tau=9 step=40
#? How many spikes do 40 steps with tau 9 give? = n.spikes +- 1
#h 1.3 (1 - (8/9)^n) passes 1 at step 13.
#~ 1: it begins again after the first spike
#! mem passes 1 at step 13, for the first time.
run n
#> n: 40 steps to step 40, 3 spikes (at 13, 26, 39), mem 0.144444
expect n.first_spike == 13
#? It is to fire 10 times. Will tau become larger or smaller? = smaller
#h Does mem rise faster with a larger tau?
#~ larger: then mem would rise more slowly
#! Smaller, so that mem rises faster; a lower threshold helps as well.
fit n tau,threshold to spikes=10
#> n: tau 9 -> 5.85453, threshold 1 -> 0.657603; loss 24.5 -> 0 after 19 iterations
reset n
run n
#> n: 40 steps to step 40, 10 spikes (at 4, 8, 12, 16, 20, 24, ...), mem 0
expect n.spikes == 10

reset n; set n tau=9 threshold=1
#task Let fit find a threshold alone with which n fires 5 times, then run n once more.
#h 'fit n threshold to spikes=5', then 'reset n' and 'run n'.
#! A lower threshold is passed sooner, and mem rises to it again and again.
fit n threshold to spikes=5
reset n
run n
expect n.spikes == 5
