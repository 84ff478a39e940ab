#!/usr/bin/env neurosh
#: width=80
# Refractory period
#
# After a spike a neuron cannot fire again for a few milliseconds: its
# channels have to recover. That bounds how fast it can ever fire.
#
# This neuron has units. Its threshold is at -50 mV, a spike leaves it at
# -65 mV, and there it stays for the refractory period t_ref, 2 ms.
create refractorylif n
show n.t_ref
#> 2 ms
feed n const 5nA
run n 30ms
#> n: 300 steps to step 300, 30 ms, 2 spikes (at 103, 205), mem -50.928 mV
plot n height=10
#> mem (mV) of n
#>                         |                   |                   2 spikes
#> -50 +- - - - - - - - - **- - - - - - - - -***- - - - - - - - -* threshold -50 mV
#>     |               *** |               *** |               ***
#> -55 +             ***   |            ****   |            ***
#>     |          ***      |          ***      |          ***
#>     |        ***        |        ***        |       ***
#> -60 +      ***          |      ***          |     ***
#>     |    ***            |    **             |   ***
#> -65 +  ***              *****               *****
#>     |***
#> -70 +*
#>     +---------+---------+--------+---------+---------+--------+
#>               5        10       15        20        25       30 time (ms)
#>   5 |---------------------------------------------------------- input (nA)

# Whether a step is refractory, 'why' knows.
why n at=11ms
#> n did not fire at 11 ms: mem was -65 mV, 15 mV below the threshold -50 mV
#>   its last spike, at 10.3 ms, had set mem to -65 mV
#>   it was refractory: mem stays there for 2 ms after a spike
#>   the input was 5 nA all the time

# The interval between two spikes is t_ref plus the time from reset to
# threshold. For a leaky neuron that time is a logarithm.
theory n
#> n, input 5 nA: interval = t_ref + integral of 1 / (d mem/dt) from reset to threshold
#> quantity           theory  simulation  off by
#> first spike (ms)  10.2165     10.3     0.82%
#> interval (ms)     10.1093     10.2     0.9%
#> rate (Hz)         98.9188     98.0392  0.89%
#> it fires for input above 2 nA
#? What is the interval in ms if t_ref grows from 2 to 10 ms? = n.last_spike - n.first_spike +- 2%
#h The way from the reset to the threshold takes as long as before.
#~ 8.1: and the waiting
#~ 10: that is the waiting alone
#~ 20.2: the way up does not grow with it
#! 8.1 ms from reset to threshold, and 10 ms of waiting.
reset n; set n t_ref=10ms; run n 30ms
#> reset: n
#> n: t_ref 10 ms
#> n: 300 steps to step 300, 30 ms, 2 spikes (at 103, 285), mem -65 mV
expect 20 * log(45/30) == 8.1 +- 0.05

# Now the f-I curve, with these 10 ms.
#? Which rate, in Hz, can no current bring it above? = 100
#h What is left of the interval with a huge current?
#~ 55 | 99: a larger current makes the way up shorter still
#~ 500: that was with 2 ms
#! With a huge current the way to the threshold takes no time; what is left is
#! t_ref, and 1 / 10 ms is 100 Hz. The curve bends towards that.
fi n 0nA..100nA 11 for=500ms height=8
#> input (nA)  interval_rate (Hz)
#>          0              0
#>         10             74.0741
#>         20             85.4701
#>         30             90.0901
#>         40             92.5926
#>         50             93.4579
#>         60             94.3396
#>         70             95.2381
#>         80             96.1538
#>         90             96.1538
#>        100             96.1538
#> interval_rate (Hz) of n
#> 100 +                                 ...*......*......*.......*......*......*
#>     |           ...*.......*......*...
#>     |       *...
#>  50 +     ..
#>     |    .
#>     |   .
#>     | ..
#>   0 +*
#>     ++------+------+-------+------+------+------+------+-------+------+------+
#>      0     10     20      30     40     50     60     70      80     90    100
#>                                     input (nA)
#> rheobase between 0 and 10 nA

# The last three are the same, since time goes in steps of 0.1 ms; else they
# would still grow a little, from 96.3 to 97.1 Hz. A spike takes a step at least:
#? Which rate does 10000 nA give? = n.interval_rate +- 0.5
#h 10 ms and one step.
#~ 100: the spike takes a step itself
#! An interval is t_ref and one step of 0.1 ms: 10.1 ms, and 1 / 10.1 ms is 99 Hz.
reset n; feed n const 10000nA; run n 500ms
#> reset: n
#> n gets const 10000 nA
#> n: 5000 steps to step 5000, 500 ms, 50 spikes (at 1, 102, 203, 304, 405, 506, ...), mem -65 mV
expect 1 / n.t_ref == 100Hz
expect n.interval == 10.1ms +- 1e-9
expect 1000 / (10 + 20 * log(795/780)) == 96.3 +- 0.05
expect 1000 / (10 + 20 * log(995/980)) == 97.1 +- 0.06

# Without a refractory period no rate is too high for the model. What bounds it
# then is the simulation.
#? How many spikes does the same current give in 50 ms with t_ref 0? = n.spikes
#h How many steps are 50 ms?
#~ 50: a step is 0.1 ms, not 1 ms
#~ 5000: that many steps are 500 ms
#! One at every step, and 50 ms are 500 steps of 0.1 ms. With a smaller dt it
#! would be more.
reset n; set n t_ref=0ms; run n 50ms
#> reset: n
#> n: t_ref 0 ms
#> n: 500 steps to step 500, 50 ms, 500 spikes (at 1, 2, 3, 4, 5, 6, ...), mem -65 mV
#> n: with half of dt it fires 1000 times, not 500: 'dtcheck n' tells more, a smaller dt or 'set n spikes=exact' helps

reset n; set n t_ref=2ms
#task However strong the current is, n is to fire 20 times in 500 ms: set t_ref, and run n for 500 ms.
#h 'set n t_ref=5ms'. An interval is t_ref and one step of 0.1 ms, and 20 of them are to take 500 ms. 'reset n' before another try.
#! 25 ms for each spike, one step of which is the next one's own.
set n t_ref=24.9ms
run n 500ms
expect n.spikes == 20
