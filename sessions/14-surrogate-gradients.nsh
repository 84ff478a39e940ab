#!/usr/bin/env neurosh
#: width=80
# Surrogate gradients
#
# Learning follows gradients, but a spike is all or nothing: its true gradient
# is zero. A surrogate keeps the spike and lends it the gradient of a smooth
# curve near the threshold.
create lif n tau=4 step=12
feed n const 1.3
plot act n
#> Sigmoid, alpha 4   * spike   o gradient
#> 1.0 +                          oooo**************************
#>     |                         oo* oo
#>     |                        oo *  o
#> 0.8 +                        o  *   o
#>     |                       oo  *   oo
#>     |                       o   *    o
#> 0.6 +                      o    *    oo
#>     |                     oo    *     oo
#>     |                     o     *      o
#> 0.4 +                    oo     *      oo
#>     |                   oo      *       oo
#>     |                  oo       *        oo
#> 0.2 +                 oo        *         oo
#>     |               ooo         *          ooo
#>     |           ooooo           *            ooooo
#> 0.0 +oooooooooooo****************                oooooooooooo
#>     ++-----+------+------+------+------+------+------+------+
#>    -2.0  -1.5   -1.0   -0.5    0.0    0.5    1.0    1.5   2.0 mem - threshold

# How the number of spikes changes with the input at each step.
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
#? Why does the input at step 1 matter more than that at step 5?

# Other surrogates lend other gradients; the spikes stay the same.
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
set n tau=9 step=40
#? How many spikes do 40 steps with tau 9 give? = n.spikes +- 1
#! mem passes 1 at step 13, for the first time.
run n
#> n: 40 steps to step 40, 3 spikes (at 13, 26, 39), mem 0.144444
fit n tau,threshold to spikes=10
#> n: tau 9 -> 5.85453, threshold 1 -> 0.657603; loss 24.5 -> 0 after 19 iterations
reset n
#? And after the fit? = n.spikes
run n
#> n: 40 steps to step 40, 10 spikes (at 4, 8, 12, 16, 20, 24, ...), mem 0
expect n.spikes == 10
