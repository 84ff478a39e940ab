#!/usr/bin/env neurosh
#: width=80
# Bursting
#
# Some neurons fire in groups: a few spikes in quick succession, a pause, and
# again. In Izhikevich's neuron two numbers make the difference: c, where a
# spike leaves mem, and d, what it adds to the recovery u.
create izhikevich regular c=-65mV d=8mV
create izhikevich chatter c=-50mV d=2mV
feed regular const 10mV
feed chatter const 10mV
#? Does the chattering one fire more often in 200 ms? = chatter.spikes > regular.spikes
#h Where does a spike leave mem, and how much does it add to u?
#~ no: after a spike it is at -50 mV, close to the next one
#! It is reset to -50 mV, close to the next spike, and adds little to
#! u, which works against mem.
run 200ms
#> regular: 800 steps to step 800, 200 ms, 5 spikes (at 15, 116, 300, 484, 667), mem -64.942 mV
#> chatter: 800 steps to step 800, 200 ms, 19 spikes (at 15, 23, 31, 40, 51, 64, ...), mem -72.5994 mV
plot chatter height=10
#> mem (mV) of chatter   2-9: so many spikes
#>       22|| |             |2 |            ||||             2||    19 spikes
#>     |
#>     |***** * - - - - - - **-*- - - - - - ****- - - - - - -***- - threshold 30 mV
#>     |.|||* |             ||*|            |||*             ||*
#>   0 +.|**| *             **.|            ***|             **|
#>     |***|**|             ***|            *|**             ***
#>     |******|             ***|            ****            ****
#>     |******|            ****|            ****            ****
#> -50 +*******           *******          *******         *******
#>     |*      * **********     ************     ***********     **
#>     |       ***
#>     +--------------+--------------+--------------+-------------+
#>                   50             100            150          200 time (ms)
#>  10 |----------------------------------------------------------- input (mV)
describe chatter
#> chatter bursts: 19 spikes in 200 ms, rate 95 Hz, interval_rate 97.035 Hz
#>   the first is at 3.75 ms, the last at 189.25 ms
#>   intervals from 2 ms to 48.5 ms, mean 10.3056 ms, CV 1.60851
#>   4 bursts, 4.75 spikes each on average

# A histogram of the intervals has two heaps: short ones within a burst, long
# ones between two of them.
hist chatter isi height=6
#> count of ISI (ms) of chatter
#>    |#############
#>    |#############
#> 10 +#############
#>    |#############
#>    |#############
#>    |#############                                           #############
#>    ++-------------+-------------+-------------+-------------+-------------
#>     0            10            20            30            40
#>                            ISI (ms), in bins of 10
#> 18 intervals from 2 to 48.5, mean 10.3056, sd 16.5765, CV 1.60851

# Why does a burst end? In a ms mem grows by
#
#   0.04 mem^2 + 5 mem + 140 + input - u
#
# With every spike u is larger by d, until this is below 0 after a reset: then
# mem falls, u fades, and it begins again.
#? With c = -50 and the input of 10, above which u does mem fall after a reset? = 0.04 * 50^2 - 5 * 50 + 140 + 10
#h Put mem = -50 into the line above, without u.
#~ 500: 5 mem is -250, not 250
#~ -10: the input of 10 counts as well
#! 100 - 250 + 140 + 10 is 0. In the plot every burst ends as soon as u is above.
plot chatter u height=8
#> u (mV) of chatter   2-9: so many spikes
#>       2|||||               2||              ||||              ||||    19 spikes
#>     |      **
#>   0 +     *****             *****             *****             *****
#>     |    *    ****         ***  ****         ***  ****         ***  *
#>  -5 +   *        *****     *       *****    **       *****    **
#>     | ***             ******           ******            ******
#> -10 + *
#>     |**
#>     |*
#>     +---------------+---------------+---------------+---------------+
#>                    50              100             150            200 time (ms)
#>  10 |---------------------------------------------------------------- input (mV)

# The seventh spike, at step 84, takes u above 0: it is the last one of the first
# burst.
expect chatter.u[64] < 0mV
expect chatter.u[84] > 0mV

# Now with c = -45 mV.
fork chatter higher; reset higher; set higher c=-45mV
#> higher: like chatter at step 800
#> reset: higher
#> higher: c -45 mV
#? Above which u does mem fall after a reset now? = 0.04 * 45^2 - 5 * 45 + 140 + 10
#h 0.04 x 2025 is 81.
#~ 0: that is with -50
#~ -4: the input of 10 counts as well
#! 81 - 225 + 140 + 10 is 6. u has 6 mV more to go, about 2 mV a spike: the first
#! burst has 10 spikes, where it had 7.
run higher 200ms
#> higher: 800 steps to step 800, 200 ms, 26 spikes (at 15, 21, 27, 34, 41, 49, ...), mem -76.1237 mV
expect higher.u[77] < 6mV
expect higher.u[91] > 6mV

# Is a higher reset always one with more spikes? For c = -65, -60 and -55 the
# same sum gives -6, -6 and -4.
#? From which c of the five on does the number of spikes grow much: -60, -55 or -50? = -50
#h Where does the limit of u begin to grow? -6, -6, -4, 0, 6.
#~ -60: -6 and -6 are the same
#! Where the limit of u grows: from -4 to 0 to 6. Between -65 and -60 it does not.
sweep chatter c=-65mV..-45mV 5 measure=spikes for=300ms settle=0ms height=6
#> c (mV)  spikes
#>    -65      17
#>    -60      17
#>    -55      19
#>    -50      26
#>    -45      34
#> spikes of chatter
#> 35 +                                                                     ....*
#> 30 +                                                            .........
#> 25 +                                                   ....*....
#>    |                                          .........
#> 20 +*.................*..................*....
#> 15 +
#>    +----+------+------+-------+------+------+------+-------+------+------+----
#>        -64    -62    -60     -58    -56    -54    -52     -50    -48    -46
#>                                       c (mV)
expect 0.04 * 65^2 - 5 * 65 + 150 == -6 +- 1e-9
expect 0.04 * 60^2 - 5 * 60 + 150 == -6 +- 1e-9
expect 0.04 * 55^2 - 5 * 55 + 150 == -4 +- 1e-9

# Two equations and a reset make bursts. Where nothing is reset it takes a third
# equation: in the neuron of Hindmarsh and Rose a slow one, z, which is taken
# from the input, switches the two fast ones on and off.
create hindmarshrose h r=0.003 dt=0.05
feed h const 2.5
run h 40000
#> h: 40000 steps to step 40000, 59 spikes (at 251, 382, 518, 660, 809, 967, ...), mem -1.50743
describe h
#> h bursts: 59 spikes in 40000 steps, rate 0.001475 a step, interval_rate 0.00151227 a step
#>   the first is at step 251, the last at step 38604
#>   intervals from 131 steps to 2935 steps, mean 661.259 steps, CV 1.38453
#>   10 bursts, 5.9 spikes each on average
#? Does z rise or fall during a burst? = rise | rises
#h It is taken from the input, and ends the burst.
#~ fall | falls: then the input would grow, and the burst not end
#! It rises while the neuron fires, until that stops it, and falls in the pause.
plot h z from=16000 to=28000 height=8
#> z of h
#>              | || | |              ||| | |              || ||  |       15 spikes
#> 2.6 +               *****                *****                 ****
#>     |             ***   **             ***   ***             ***  ***
#>     |*           **      ***          **       **           **      **
#> 2.4 +***        **         **        **         **         **
#>     |  **     ***           **      **           ***     ***
#>     |   ***  **              ***   **              ***  **
#> 2.2 +     ****                 *****                 ****
#>     |
#>     ++---------+----------+----------+----------+----------+---------+
#>    16000     18000      20000      22000      24000      26000   28000 step
#> 2.5 |----------------------------------------------------------------- input

reset h
#task Find a current with which h fires without pauses: run h for 40000 steps, and expect a CV below 0.5.
#h More current than 2.5, so that z never ends the firing for long. 'reset h' before another try.
#! With enough current the way out of the burst is closed.
feed h const 4
run h 40000
expect h.cv < 0.5
