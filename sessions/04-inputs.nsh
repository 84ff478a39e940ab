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
#h tau is 4.
#~ 1: a quarter of that
#~ 0.5: that was with a tau of 2
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

# A waveform says it for every step to come. A pulse begins 'at' a step, lasts
# 'for' some, and comes back 'every' so many, or never without that word.
reset n
feed n pulse 2 at=5 for=5 every=20
#> n gets pulse 2 at=5 for=5 every=20
#? How many spikes do the three pulses within 60 steps give? = n.spikes
#h Count within one pulse: 0.5, 0.875, and then?
#~ 15: not every step of a pulse fires
#~ 6: the two steps that are left of a pulse lift mem to 0.875 only
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
#>     |     .| .*                .| .*                .| .*
#> 0.5 +    * |*  .*             * |*  .*             * |*  .*
#>     |    . |.    **           . |.    **           . |.    **
#>     |   .  |       ****      .  |       ****      .  |       ****
#> 0.0 +****  |           *******  |           *******  |           ***
#>     +---------+----------+---------+----------+---------+----------+
#>              10         20        30         40        50         60 step
#>   2 |    '''''|               '''''|               '''''|
#>     |    |    |               |    |               |    |            input
#>   0 |____|    ________________|    ________________|    ____________
expect n.mem[6] == 0.875 +- 1e-12
expect n.mem_before[7] == 1.16 +- 0.005

# A ramp grows evenly. After a while mem grows as evenly, tau - 1 steps behind
# the current.
reset n
feed n ramp 0 2 over=80
#> n gets ramp 0 2 over=80
#? The current passes 1 at step 41. At which step does it fire first? = n.first_spike +- 1
#h mem follows tau - 1 steps behind.
#~ 41: mem lags behind the current
#! tau - 1 is 3: mem passes 1 three steps after the current does.
run n 80
#> n: 80 steps to step 80, 10 spikes (at 44, 51, 56, 60, 64, 68, ...), mem 0
expect n.first_spike == 44
expect n.input[40] < 1
expect n.input[41] > 1

# The slower the ramp, the closer to 1 is the current at the first spike: where
# firing begins, a slow ramp tells. (Not of every neuron: the axon of lesson 9
# gets used to a slow one, and does not fire at all.)
create hh axon
feed axon ramp 0uA/cm^2 6uA/cm^2 over=20ms
run axon 60ms
#> axon: 6000 steps to step 6000, 60 ms, 0 spikes, mem -61.2703 mV

# sine swings, noise is drawn anew at every step, poisson gives events. With +
# one current is added to the other.
reset n
feed n const 0.9
feed n + noise 0 0.8
#> n gets noise 0 0.8
#? 0.9 never makes it fire, and the mean is 0.9 still. What does noise change: nothing, or does n fire? = fires | "it fires" | "n fires"
#h The threshold is not asked by the mean, but by mem at every step.
#~ nothing: the mean stays, but mem does not stay at the mean
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

reset n; unfeed n
#task Make n fire once, and only once, in 40 steps: 'feed n pulse CURRENT at=STEP for=STEPS', then run n for 40.
#h mem has to pass 1 during the pulse, and the pulse has to end then. 'reset n' before another try.
#! A short strong pulse and a long weak one can do the same.
feed n pulse 2 at=10 for=4
run n 40
expect n.spikes == 1
