#!/usr/bin/env neurosh
#: width=80
# Inhibition
#
# Not every spike is a push: some hold the next neuron back. How they do it
# decides what they can do.
#
# Real synapses are not over at once. In continuous time the equations of a
# synapse stand in between; 'show' prints them as it does a neuron's.
show ExpSynapse
#> neuron ExpSynapse "a current that jumps by the weight and decays"
#>   inherits Synapse
#>   source "Dayan & Abbott 2001, ch. 5.8"
#>   param tau = 5ms > 0 "time constant of the decay"
#>   input arrived "weights of the spikes that arrive, added up"
#>   input post in mV "membrane potential of the neuron that it ends on"
#>   state mem = 0 "current into the neuron"
#>   state spike = 0 "a synapse does not fire"
#>   integral
#>     mem = mem * exp(-dt / tau) + arrived
#>   spike  # as in Synapse
#>     spike = 0
#>
#> inherited  default  limits        meaning
#> step       100      integer >= 1  time steps that one forward pass simulates
#> dt         0.1ms    > 0           length of a time step; a connection takes that
#>                                   of its neurons

create RefractoryLIF pre
#> pre: RefractoryLIF, threshold -50 mV, tau 20 ms, step 100
create RefractoryLIF post
#> post: RefractoryLIF, threshold -50 mV, tau 20 ms, step 100
connect pre -> post synapse=ExpSynapse tau=5ms weight=6nA delay=1.5ms name=fast
#> fast: pre -> post.input through ExpSynapse, 1 synapse, weight 6 nA, delay 1.5 ms
feed pre const 5
#> pre gets const 5 nA
#? pre fires every 10.2 ms. Does post fire as often as pre? = post.spikes == pre.spikes
#h A push of 6 nA fades within 5 ms, and post needs more than 2 nA for long.
#~ yes: a push fades, and mem of post sinks again between two of them
#! It takes two pushes, or three the first time: post has to be lifted by 20 mV.
run post 60ms
#> pre: 600 steps to step 600, 60 ms, 5 spikes (at 103, 205, 307, 409, 511), mem -51.8699 mV
#> post: 600 steps to step 600, 60 ms, 2 spikes (at 339, 546), mem -62.3349 mV
plot post height=12
#> mem (mV) of post
#>                                      |                   |      2 spikes
#> -50 +- - - - - - - - - - - - - - - - * - - - - - - - - - * - -  threshold -50 mV
#>     |                               **                  **
#>     |                        ********|           ********|
#> -55 +                      ***       |          **       |
#>     |                     **         |         **        |
#>     |                     *          |        **         |
#> -60 +               *******          |     ****          |
#>     |              **                |  ****             |  ***
#> -65 +             **                 ****                ****
#>     |            *
#>     |           **
#> -70 +************
#>     +---------+---------+--------+---------+---------+--------+
#>              10        20       30        40        50       60 time (ms)
#> 6.9 |           |_        |.        -_       |-_       |-_
#>     |           | '.__    | '-._    | '-._   |  '-._   |  '-._  input (nA)
#>   0 |___________|     '---|     ''--|     ''-|      ''-|      '

# Inhibition could be a current with another sign. More often it is a
# conductance: it pulls mem towards its reversal potential E, and no further.
connect pre -> post synapse=ExpConductance E=-80mV weight=200nS tau=10ms name=inhibition
#> inhibition: pre -> post.input through ExpConductance, 1 synapse, weight 200 nS, delay 0 ms
reset pre
#> reset: pre
reset post
#> reset: post
#? pre fires at 10.3 ms for the first time. How many ms after inhibition does excitation come? = 1.5
#h Compare the delays of 'fast' and 'inhibition'.
#~ 0: they leave together, but 'fast' has a delay
#~ 5 | 10: that is how long they last
#! 'fast' has a delay of 1.5 ms, inhibition none.
#? And will post still fire? = post.spikes > 0
#h 200 nS against a leak of 100 nS: which way goes the 6 nA?
#~ yes: the excitation alone was just enough
#! Inhibition is there first and lasts twice as long, 10 ms; and with 200 nS it
#! opens the membrane twice as much as its own leak, which is 1/R = 100 nS.
run post 60ms
#> pre: 600 steps to step 600, 60 ms, 5 spikes (at 103, 205, 307, 409, 511), mem -51.8699 mV
#> post: 600 steps to step 600, 60 ms, 0 spikes, mem -66.1781 mV
plot post height=12
#> mem (mV) of post
#>                                                                 0 spikes
#>   -50 +- - - - - - - - - - - - - - - - - - - - - - - - - - - -  threshold -50 mV
#>       |
#>       |
#>       |
#>       |
#>   -60 +
#>       |
#>       |                       ***
#>       |             ******* *** ************** ******** *******
#>       |           ***     ***       **       ***      ***
#>   -70 +************
#>       |          *
#>       +---------+--------+--------+---------+--------+--------+
#>                10       20       30        40       50       60 time (ms)
#>   4.5 |          |-._      |.       |._       |_        ._
#>       |_________ |   '-... | '--.._||  '-..__ | '-..__| | '-.._ input (nA)
#> -3.05 |         '|        .|       ||        .|       |.|
expect post.spikes == 0
expect pre.first_spike == 10.3ms +- 1e-9
expect 1 / post.R == 100nS +- 1e-9

# And with E at rest, at -70 mV?
reset pre
#> reset: pre
reset post
#> reset: post
set inhibition E=-70mV
#> inhibition: E -70 mV
#? Inhibition alone leaves mem at -70 mV now. Does post fire with both? = post.spikes > 0
#h A hole in the wall need not be below the water to let it out.
#~ yes: the current of excitation does not stay in the cell
#! The current of excitation leaks out where the membrane is open, as much as
#! the open channels let: that is shunting inhibition.
run post 60ms
#> pre: 600 steps to step 600, 60 ms, 5 spikes (at 103, 205, 307, 409, 511), mem -51.8699 mV
#> post: 600 steps to step 600, 60 ms, 0 spikes, mem -59.7303 mV
expect post.spikes == 0

# How strong does it have to be for that?
reset pre; reset post
#task Find a weight in nS with which post fires again, and run post for 60 ms.
#h 'set inhibition weight=100nS', then 'run post 60ms'; 'reset pre; reset post' before each try.
#! Below a tenth of the leak of 100 nS it hardly matters.
set inhibition weight=5nS
run post 60ms
expect post.spikes >= 1

# The next lesson joins neurons without any spike.
