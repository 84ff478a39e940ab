#!/usr/bin/env neurosh
#: width=80
# Adaptation
#
# Many cortical neurons answer a constant current with spikes that become
# rarer. They tire: every spike leaves something behind that works against the
# next one. Here it is the current u of Izhikevich's neuron: a spike adds d to
# it, and it fades with the rate a.
create izhikevich n
feed n const 10mV
#> n gets const 10 mV
#? Its first two spikes are 25 ms apart. How many fit into 300 ms? = n.spikes +- 1
#! Not 12: each spike adds 8 mV to u, which holds mem down until it has faded,
#! and so the later intervals are longer.
run n 300ms
#> n: 1200 steps to step 1200, 300 ms, 7 spikes (at 15, 116, 300, 484, 667, 850, ...), mem -57.3587 mV
plot n height=10
#> mem (mV) of n
#>      |    |        |        |        |        |        |         7 spikes
#>     |
#>     |* - -*- - - - * - - - -*- - - - * - - - -*- - - - * - - - - threshold 30 mV
#>     |*    *        *        *        *        *        *
#>   0 +*    *        *        *        *        *        *
#>     |*    *        *        *        *        *        *
#>     |*    *        *        *        *        *        *
#>     |*    *        *        *        *        *        *
#> -50 +*   **       **       **       **       **       **       *
#>     |****** ****************************************************
#>     |      **       **       **       **       **       **
#>     +---------+---------+---------+---------+---------+--------+
#>              50        100       150       200       250     300 time (ms)
#>  10 |----------------------------------------------------------- input

# 'describe' names the pattern, with the numbers that say so.
describe n
#> n adapts: 7 spikes in 300 ms, rate 23.3333 Hz, interval_rate 23.5756 Hz
#>   the first is at 3.75 ms, the last at 258.25 ms
#>   intervals from 25.25 ms to 46 ms, mean 42.4167 ms, CV 0.181013
#>   the last third of the intervals is 1.28421 times the first

# u rises at every spike and fades between them, until both are even.
plot n u height=8
#> u (mV) of n
#>      |     |         |         |         |        |         |          7 spikes
#>     |
#>   0 +      **        **        **        **       ***       ***
#>     |      ****      ****      ****      ****     * ***     * ***
#>  -5 +***   *  ****   *  ****   *  ****   *  ****  *   ****  *   ****
#>     |* *****     *****     *****     *****     ****      ****      ***
#> -10 +*
#>     |*
#>     |*
#>     +----------+----------+----------+----------+----------+---------+
#>               50         100        150        200        250      300 time (ms)
#>  10 |----------------------------------------------------------------- input

# Without what the spikes add, there is nothing to tire of.
reset n
set n d=0mV
#? Does it fire more often without adaptation than the 7 times before? = n.spikes > 7
#! Nothing is added to u any more.
run n 300ms
#> n: 1200 steps to step 1200, 300 ms, 55 spikes (at 15, 30, 46, 62, 79, 96, ...), mem -58.1971 mV

# The same in a neuron whose threshold tires: ALIF raises it at every spike.
create alif a
feed a const 1.5
#> a gets const 1.5
run a 60
#> a: 60 steps to step 60, 15 spikes (at 2, 5, 8, 12, 16, 20, ...), mem 0.75
describe a
#> a adapts: 15 spikes in 60 steps, rate 0.25 a step, interval_rate 0.245614 a step
#>   the first is at step 2, the last at step 59
#>   intervals from 3 steps to 5 steps, mean 4.07143 steps, CV 0.14573
#>   the last third of the intervals is 1.21429 times the first

# AdEx adapts by a current w, which a spike raises by b. How much it adapts
# shows in how the rate falls with b.
create AdEx x dt=0.1ms
feed x const 600pA
#> x gets const 600 pA
fork x tired; set tired b=100pA
#> tired: like x at step 0
#> tired: b 100 pA
#? Does the one with b = 100 pA fire less often? = tired.spikes < x.spikes
#! Each of its spikes holds it back for a while.
run x 300ms; run tired 300ms
#> x: 3000 steps to step 3000, 300 ms, 39 spikes (at 114, 185, 256, 328, 401, 474, ...), mem -46.7826 mV
#> tired: 3000 steps to step 3000, 300 ms, 21 spikes (at 114, 201, 307, 430, 565, 706, ...), mem -46.2739 mV
sweep x b=0pA..200pA 5 for=300ms height=6
#> b (pA)  interval_rate (Hz)
#>      0            133.506
#>     50             91.9037
#>    100             69.0926
#>    150             55.5813
#>    200             46.5313
#> interval_rate (Hz) of x
#>     |*....
#>     |     .........
#> 100 +              ....*....
#>     |                       .........
#>  50 +                                ....*.................*........
#>     |                                                               .........*
#>     ++------+------+-------+------+------+------+------+-------+------+------+
#>      0     20     40      60     80     100    120    140     160    180   200
#>                                       b (pA)
