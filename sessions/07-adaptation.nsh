#!/usr/bin/env neurosh
#: width=80
# Adaptation
#
# Many cortical neurons do not answer a constant current with a constant rate:
# every spike leaves something behind that works against the next one. In
# Izhikevich's neuron it is the recovery u, which is taken from the input. A
# spike adds d to it, here 8 mV; then u drifts back, at the rate a, towards b
# times mem.
create izhikevich n
feed n const 10mV
#> n gets const 10 mV
#? Its first two spikes are 25 ms apart. Are there 12 in 300 ms, as at that pace? = n.spikes == 12
#h Where does the second spike find u?
#~ yes: the second spike comes on top of what the first has left
#! The second spike finds u where the first one has left it, and adds 8 mV more.
#! So it takes longer to fade, 46 ms, and from then on always as long.
run n 300ms
#> n: 1200 steps to step 1200, 300 ms, 7 spikes (at 15, 116, 300, 484, 667, 850, ...), mem -57.3587 mV
plot n height=10
#> mem (mV) of n
#>      |    |        |        |        |        |        |         7 spikes
#>     |
#>     |* - -*- - - - * - - - -*- - - - * - - - -*- - - - * - - - - threshold 30 mV
#>     ||    *        |        |        |        |        *
#>   0 +|    |        |        *        *        *        |
#>     |*    *        *        *        *        *        *
#>     |*    *        *        *        *        *        *
#>     |*    *        *        *        *        *        *
#> -50 +*   **       **       **       **       **       **       *
#>     |****** ****************************************************
#>     |      **       **       **       **       **       **
#>     +---------+---------+---------+---------+---------+--------+
#>              50        100       150       200       250     300 time (ms)
#>  10 |----------------------------------------------------------- input (mV)

# 'describe' names the pattern, with the numbers that say so. It compares the
# last third of the intervals with the first.
describe n
#> n adapts: 7 spikes in 300 ms, rate 23.3333 Hz, interval_rate 23.5756 Hz
#>   the first is at 3.75 ms, the last at 258.25 ms
#>   intervals from 25.25 ms to 46 ms, mean 42.4167 ms, CV 0.181013
#>   the last third of the intervals is 1.28421 times the first
expect n.interval == (25.25ms + 2 * 46ms + 3 * 45.75ms) / 6 +- 0.01

# Here that first third holds the short interval. Of a longer record it is a
# smaller part, and 'describe' says that the neuron fires evenly.
run n 400ms
#> n: 1600 steps to step 2800, 700 ms, 9 spikes (at 1216, 1399, 1583, 1767, 1951, 2135, ...), mem -67.1543 mV
describe n
#> n fires tonically: 16 spikes in 700 ms, rate 22.8571 Hz, interval_rate 22.4551 Hz
#>   the first is at 3.75 ms, the last at 671.75 ms
#>   intervals from 25.25 ms to 46 ms, mean 44.5333 ms, CV 0.115756

# u rises at every spike and fades between them, from the second one on always
# by as much.
plot n u to=1200 height=8
#> u (mV) of n
#>      |     |        |         |         |         |         |         7 spikes
#>     |
#>   0 +      **       ***       ***       ***       **        **
#>     |      .***     . ***     . ***     . ***     .***       ***
#>  -5 +***   .  ****  .   ****  .   ****  .   ***   .  ****      ****
#>     |. *****     ****      ****      ****     *****     ****      ***
#> -10 +.
#>     |*
#>     |*
#>     +----------+----------+---------+----------+----------+---------+
#>               50         100       150        200        250      300 time (ms)
#>  10 |---------------------------------------------------------------- input (mV)

#? Before the second spike, at step 116, u is -7.5 mV. What is it then? = n.u[116] +- 0.2
#h A spike adds d, which is 8 mV.
#~ -15.5: a spike adds d, it takes nothing
#~ 8: to -7.5
#! 8 mV more, which is 0.5 mV; and mem, at its peak, draws u up by another 0.1.
table n from=115 to=116
#> step  time (ms)  input (mV)  mem_before (mV)  mem (mV)  spike     u (mV)
#>  115      28.75          10          10.5179   10.5179      0  -7.48381
#>  116      29             10          30       -65           1   0.617756
expect n.u[115] + 8mV == 0.5mV +- 0.1mV
expect n.u[116] - n.u[115] - 8mV == 0.1mV +- 0.05mV

# Now a spike adds nothing.
reset n
set n d=0mV
#? u begins at -13 mV. Is it still there after 300 ms? = abs(n.u + 13mV) < 1mV
#h u goes towards b times mem. What is mem while it fires?
#~ yes: a spike adds nothing, but mem draws u up
#! u goes towards b times mem, and mem is higher on average while it fires. That
#! is all that slows it down now, from 3.75 ms an interval to 5.75 ms.
run n 300ms
#> n: 1200 steps to step 1200, 300 ms, 55 spikes (at 15, 30, 46, 62, 79, 96, ...), mem -58.1971 mV
describe n
#> n adapts: 55 spikes in 300 ms, rate 183.333 Hz, interval_rate 183.673 Hz
#>   the first is at 3.75 ms, the last at 297.75 ms
#>   intervals from 3.75 ms to 5.75 ms, mean 5.44444 ms, CV 0.101785
#>   the last third of the intervals is 1.18966 times the first

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

# AdEx adapts by a current w, which a spike raises by b. x does without, and
# tired has b = 100 pA; both get the same input.
create AdEx x dt=0.1ms
feed x const 600pA
#> x gets const 600 pA
fork x tired; set tired b=100pA
#> tired: like x at step 0
#> tired: b 100 pA
#? Do both fire for the first time at the same step? = x.first_spike == tired.first_spike
#h When does b act for the first time?
#~ no: nothing tells them apart before the first spike
#! b acts at a spike. Up to the first one they are alike.
run x 300ms; run tired 300ms
#> x: 3000 steps to step 3000, 300 ms, 39 spikes (at 114, 185, 256, 328, 401, 474, ...), mem -46.7826 mV
#> tired: 3000 steps to step 3000, 300 ms, 21 spikes (at 114, 201, 307, 430, 565, 706, ...), mem -46.2739 mV

# That tired fires less often does not yet say that it adapts: a constant
# inhibition would do that as well. The intervals say so. Those of x stay between
# 7.1 and 7.5 ms, those of tired grow from 8.7 to 14.5 ms.
describe x
#> x fires tonically: 39 spikes in 300 ms, rate 130 Hz, interval_rate 134.276 Hz
#>   the first is at 11.4 ms, the last at 294.4 ms
#>   intervals from 7.1 ms to 7.5 ms, mean 7.44737 ms, CV 0.0143621
describe tired
#> tired adapts: 21 spikes in 300 ms, rate 70 Hz, interval_rate 72.3851 Hz
#>   the first is at 11.4 ms, the last at 287.7 ms
#>   intervals from 8.7 ms to 14.5 ms, mean 13.815 ms, CV 0.10921
#>   the last third of the intervals is 1.18367 times the first

reset tired
#task Set b so that tired fires at most 15 times in 300 ms, but does not fall silent, and run tired for 300 ms.
#h b is what a spike adds to w, which is taken from the input. 'reset tired' before another try.
#! The more every spike takes away, the longer it takes to fade.
set tired b=200pA
run tired 300ms
expect tired.spikes >= 2
expect tired.spikes <= 15
