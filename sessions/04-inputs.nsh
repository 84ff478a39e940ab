#!/usr/bin/env neurosh
#: width=80 seed=1
# Inputs
#
# What flows into a neuron is a current for every step. You may write the
# currents themselves, one a step; after the last one there is nothing more.
create lif n tau=4
feed n 1 1 1 2 2 2
#> n gets 1 1 1 2 2 2
#? What is mem after the first step? = n.mem[1]
#! A quarter of the way from 0 to 1, since tau is 4.
run n 8
#> n: 8 steps to step 8, 1 spike (at 5), mem 0.28125
table n
#> step  input  mem_before       mem  spike
#>    1      1    0.25      0.25          0
#>    2      1    0.4375    0.4375        0
#>    3      1    0.578125  0.578125      0
#>    4      2    0.933594  0.933594      0
#>    5      2    1.2002    0             1
#>    6      2    0.5       0.5           0
#>    7      0    0.375     0.375         0
#>    8      0    0.28125   0.28125       0

# Waveforms go on for ever. A pulse begins 'at' a step, lasts 'for' some, and
# may come back 'every' so many.
reset n
feed n pulse 2 at=5 for=5 every=20
#> n gets pulse 2 at=5 for=5 every=20
#? How many spikes do the three pulses within 60 steps give? = n.spikes
#! Within a pulse mem goes 0.5, 0.875, 1.16: one spike, at its third step. Two
#! more steps of current lift it to 0.875 again, which leaks away.
run n 60
#> n: 60 steps to step 60, 3 spikes (at 7, 27, 47), mem 0.0369557
plot n height=8
#> mem of n
#>            |                    |                    |               3 spikes
#>     |      *                    *                    *
#> 1.0 +- - - | - - - - - - - - - -|- - - - - - - - - - | - - - - - - - threshold 1
#>     |     *| *                 *| *                 *| *
#>     |      |  *                 |  *                 |  *
#> 0.5 +    * |*  **             * |*  **             * |*  **
#>     |      |     **             |     **             |     **
#>     |      |       ****         |       ****         |       ****
#> 0.0 +****  |           *******  |           *******  |           ***
#>     +---------+----------+---------+----------+---------+----------+
#>              10         20        30         40        50         60 step
#>   2 |    -----|               -----|               -----|
#>     |    |    |               |    |               |    |            input
#>   0 |----|    ----------------|    ----------------|    ------------

# A ramp finds out where firing begins: the first spike comes a little after
# the current has passed the threshold.
reset n
feed n ramp 0 2 over=80
#> n gets ramp 0 2 over=80
#? Is the current above 1 when it fires for the first time? = n.first_spike > 40
#! mem follows the current, always a little late.
run n 80
#> n: 80 steps to step 80, 10 spikes (at 44, 51, 56, 60, 64, 68, ...), mem 0

# sine swings, noise is drawn anew at every step, poisson gives events. With +
# one current is added to the other.
reset n
feed n const 0.9
feed n + noise 0 0.8
#> n gets noise 0 0.8
#? 0.9 alone never makes it fire. Does it fire with noise? = n.spikes > 0
#! The mean stays below the threshold, but chance lifts mem over it.
run n 100
#> n: 100 steps to step 100, 7 spikes (at 11, 26, 33, 49, 61, 88, ...), mem 0.770113
stats n
#> node  neurons  steps  spikes  rate      ISI        CV  synchrony
#> n           1    100       7  0.07  14.1667  0.467194

# A seed makes chance repeatable: the same seed, the same spikes.
reset n
seed 7
run n 100
#> n: 100 steps to step 100, 10 spikes (at 4, 24, 32, 35, 44, 50, ...), mem 0.736015
reset n
seed 1
run n 100
#> n: 100 steps to step 100, 7 spikes (at 11, 26, 33, 49, 61, 88, ...), mem 0.770113

# 'list waveforms' shows them all; 'feed n csv FILE' reads currents from a
# file.
