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
#! It is reset to -50 mV, close to the next spike, and adds little to u.
run 200ms
#> regular: 800 steps to step 800, 200 ms, 5 spikes (at 15, 116, 300, 484, 667), mem -64.942 mV
#> chatter: 800 steps to step 800, 200 ms, 19 spikes (at 15, 23, 31, 40, 51, 64, ...), mem -72.5994 mV
plot chatter height=10
#> mem (mV) of chatter
#>       22|| |             |2 |            ||||             2||    19 spikes
#>     |
#>     |***** * - - - - - - **-*- - - - - - ****- - - - - - -***- - threshold 30 mV
#>     |***** *             ****            ****             ***
#>   0 +***** *             ****            ****             ***
#>     |*******             ****            ****             ***
#>     |*******             ****            ****            ****
#>     |*******            *****            ****            ****
#> -50 +*******           *******          *******         *******
#>     |*      * **********     ************     ***********     **
#>     |       ***
#>     +--------------+--------------+--------------+-------------+
#>                   50             100            150          200 time (ms)
#>  10 |----------------------------------------------------------- input
describe regular
#> regular fires tonically: 5 spikes in 200 ms, rate 25 Hz, interval_rate 24.5399 Hz
#>   the first is at 3.75 ms, the last at 166.75 ms
#>   intervals from 25.25 ms to 46 ms, mean 40.75 ms, CV 0.21962
describe chatter
#> chatter bursts: 19 spikes in 200 ms, rate 95 Hz, interval_rate 97.035 Hz
#>   the first is at 3.75 ms, the last at 189.25 ms
#>   intervals from 2 ms to 48.5 ms, mean 10.3056 ms, CV 1.60851
#>   4 bursts, 4.75 spikes each on average

# A histogram of the intervals has two heaps: short ones within a burst, long
# ones between two of them.
hist chatter isi height=6
#> ISI (ms) of chatter
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

# Why does a burst end? Every spike adds d to u. When u is large enough, the
# reset lands where mem falls; then u fades, and it begins again.
plot chatter u height=8
#> u (mV) of chatter
#>       2|||||               ||||              ||||              ||||    19 spikes
#>     |      **
#>   0 +     *****              ****              ****              *****
#>     |    **   *****         *** *****         *** *****         ***  *
#>  -5 +   *         *****    **       *****    **       *****    **
#>     | ***             ******            ******            ******
#> -10 + *
#>     |**
#>     |*
#>     +----------------+---------------+---------------+---------------+
#>                     50              100             150            200 time (ms)
#>  10 |----------------------------------------------------------------- input

# The higher the reset, the more spikes: c moves the neuron from regular
# firing to bursts.
fork chatter higher; reset higher; set higher c=-45mV
#> higher: like chatter at step 800
#> reset: higher
#> higher: c -45 mV
#? Does a reset to -45 mV give more spikes in 200 ms than one to -50 mV? = higher.spikes > chatter.spikes
#! The higher the reset, the more spikes fit in before u ends the burst.
run higher 200ms
#> higher: 800 steps to step 800, 200 ms, 26 spikes (at 15, 21, 27, 34, 41, 49, ...), mem -76.1237 mV
sweep chatter c=-65mV..-45mV 5 measure=spikes for=300ms height=6
#> c (mV)  spikes
#>    -65      12
#>    -60      12
#>    -55      12
#>    -50      19
#>    -45      24
#> spikes of chatter
#>    |                                                                     ....*
#>    |                                                            .........
#> 20 +                                                    ...*....
#>    |                                              ......
#> 15 +                                        ......
#>    |*.................*..................*..
#>    +----+------+------+-------+------+------+------+-------+------+------+----
#>        -64    -62    -60     -58    -56    -54    -52     -50    -48    -46
#>                                       c (mV)

# Where bursts begin is a matter of three equations, not two, in the neuron of
# Hindmarsh and Rose: a slow one, z, switches the fast ones on and off.
create hindmarshrose h r=0.003 dt=0.05
feed h const 2.5
run h 40000
#> h: 40000 steps to step 40000, 59 spikes (at 251, 382, 518, 660, 809, 967, ...), mem -1.50743
describe h
#> h bursts: 59 spikes in 40000 steps, rate 0.001475 a step, interval_rate 0.00151227 a step
#>   the first is at step 251, the last at step 38604
#>   intervals from 131 steps to 2935 steps, mean 661.259 steps, CV 1.38453
#>   10 bursts, 5.9 spikes each on average
