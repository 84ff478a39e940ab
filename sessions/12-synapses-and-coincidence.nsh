#!/usr/bin/env neurosh
#: width=80
# Synapses and coincidence
#
# A spike does not end where it begins: it runs along an axon, takes its time,
# and moves the membrane potential of the next neuron through a synapse.

# Two neurons, and a third one that both of them reach. Relays pass on what
# they are fed, so that we decide when they fire.
create relay a
#> a: Relay, step 4
create relay b
#> b: Relay, step 4
create lif c tau=4
#> c: LIF, threshold 1, tau 4, step 4
connect a -> c weight=2.5
#> a_c: a -> c.input, 1 synapse, weight 2.5, delay 0 steps
connect b -> c weight=2.5
#> b_c: b -> c.input, 1 synapse, weight 2.5, delay 0 steps
list connections
#> connection  from  to       synapses  weight  delay  through  learning
#> a_c         a     c.input         1     2.5      0  -        -
#> b_c         b     c.input         1     2.5      0  -        -

# First a alone, then b alone four steps later. Each moves mem of c by
# 2.5 / tau = 0.625; in between it leaks away.
feed a 0 1 0 0 0 0 0 0
#> a gets 0 1 0 0 0 0 0 0
feed b 0 0 0 0 0 1 0 0
#> b gets 0 0 0 0 0 1 0 0
#? How many spikes will c give in these 8 steps? = c.spikes
#! The first push leaves 0.625 at step 2; four leaks of a quarter each make
#! 0.198 of it, and with the second push that is 0.823: below 1.
run c 8
#> a: 8 steps to step 8, 1 spike (at 2), mem 0
#> b: 8 steps to step 8, 1 spike (at 6), mem 0
#> c: 8 steps to step 8, 0 spikes, mem 0.462799
plot c height=10
#> mem of c
#>                                                                      0 spikes
#> 1.0 +- - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - threshold 1
#>     |
#>     |                                            *....
#>     |         *..                              ..     ....*..
#>     |       ..   ....                        ..              ....
#> 0.5 +      .         ..*....               ..                    ..*
#>     |    ..                 ....*...     ..
#>     |   .                           ....*
#>     | ..
#> 0.0 +*
#>     ++--------+--------+--------+-------+--------+--------+--------+
#>      1        2        3        4       5        6        7        8 step
#> 2.5 |         '''''''''|                         '''''''''|
#>     |         |        |                         |        |          input
#>   0 |_________|        __________________________|        __________
expect c.spikes == 0
expect c.mem[6] == 0.823 +- 0.0005

# Connected neurons run together: 'run c' took a and b along.

# Now both at once.
reset *
#> reset: a, b, c
feed b 0 1 0 0 0 0 0 0
#> b gets 0 1 0 0 0 0 0 0
#? And now? = c.spikes
#! Two pushes in the same step are 1.25, and nothing has leaked yet.
run c 8
#> a: 8 steps to step 8, 1 spike (at 2), mem 0
#> b: 8 steps to step 8, 1 spike (at 2), mem 0
#> c: 8 steps to step 8, 1 spike (at 2), mem 0
table c to=4
#> step  input  mem_before  mem  spike
#>    1      0        0       0      0
#>    2      5        1.25    0      1
#>    3      0        0       0      0
#>    4      0        0       0      0
expect c.spikes == 1

# A neuron with a leak is a coincidence detector: spikes count together only
# where they are close in time. How close? Now b fires two steps after a.
reset *
#> reset: a, b, c
feed b 0 0 0 1 0 0 0 0
#> b gets 0 0 0 1 0 0 0 0
#? How many spikes does c give? = c.spikes
#! Of 0.625 two leaks leave 0.352, and 0.352 + 0.625 is 0.977. After one step it
#! would be 0.469 + 0.625, which is above 1.
run c 8
#> a: 8 steps to step 8, 1 spike (at 2), mem 0
#> b: 8 steps to step 8, 1 spike (at 4), mem 0
#> c: 8 steps to step 8, 0 spikes, mem 0.30899
expect 0.625 * 0.75^2 == 0.352 +- 0.0005
expect 0.625 * 0.75 == 0.469 +- 0.0005
expect c.mem[4] == 0.977 +- 0.0005

# How close follows from tau and from the weight. With 3.9 a spike alone is
# almost enough, and the second one may come 12 steps later.
expect 3.9/4 * (1 + 0.75^12) > 1
expect 3.9/4 * (1 + 0.75^13) < 1

# A delay can make up for the distance: b fires two steps before a, and its
# spikes are two steps longer on their way.
reset *
#> reset: a, b, c
drop b_c
#> dropped: b_c
connect b -> c weight=2.5 delay=2
#> b_c: b -> c.input, 1 synapse, weight 2.5, delay 2 steps
feed a 0 0 0 1 0 0 0 0
#> a gets 0 0 0 1 0 0 0 0
feed b 0 1 0 0 0 0 0 0
#> b gets 0 1 0 0 0 0 0 0
#? At which step does c fire? = c.first_spike
#! The spike of b from step 2 arrives at step 4, together with that of a.
run c 8
#> a: 8 steps to step 8, 1 spike (at 4), mem 0
#> b: 8 steps to step 8, 1 spike (at 2), mem 0
#> c: 8 steps to step 8, 1 spike (at 4), mem 0
expect c.first_spike == 4

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
#! 'fast' has a delay of 1.5 ms, inhibition none.
#? And will post still fire?
#! No. Inhibition is there first and lasts twice as long, 10 ms; and with 200 nS it
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

# And with E at rest, at -70 mV? Alone, it moves mem nowhere. Yet the current of
# excitation leaks out where the membrane is open: that is shunting inhibition.
reset pre
#> reset: pre
reset post
#> reset: post
set inhibition E=-70mV
#> inhibition: E -70 mV
run post 60ms
#> pre: 600 steps to step 600, 60 ms, 5 spikes (at 103, 205, 307, 409, 511), mem -51.8699 mV
#> post: 600 steps to step 600, 60 ms, 0 spikes, mem -59.7303 mV

# A gap junction joins two membranes directly: no spike is needed, and what
# one neuron does drags the other along.
create FitzHughNagumo x dt=0.1 mem=1.5 w=0
#> x: FitzHughNagumo, threshold 1, tau 12.5, step 100
create FitzHughNagumo y dt=0.1 mem=-1 w=0.8
#> y: FitzHughNagumo, threshold 1, tau 12.5, step 100
feed x const 0.5
#> x gets const 0.5
feed y const 0.5
#> y gets const 0.5
connect x -> y synapse=gap weight=0.05
#> x_y: x -> y.input through gap junction, 1 synapse, weight 0.05, delay 0 steps
#> y_x: y -> x.input through gap junction, 1 synapse, weight 0.05, delay 0 steps
#? They begin 2.5 apart. How far apart are they after 3000 steps? = abs(x.mem - y.mem) +- 0.1
#! The one that is ahead is held back, the other is pulled along, until they
#! go together.
run x 3000
#> x: 3000 steps to step 3000, 7 spikes (at 335, 696, 1084, 1476, 1870, 2265, ...), mem -0.925273
#> y: 3000 steps to step 3000, 7 spikes (at 267, 677, 1077, 1474, 1869, 2264, ...), mem -0.924529
compare x y height=12
#> mem   * x   o y
#>      *       |       |       |      |        |       |       |       7 spikes
#>      o      |       |       |       |       |        |       |       7 spikes
#>     2 +       *      *       o       o       o       o       o
#>       |**   oo**    ooo     ooo      oo      oo      oo      oo
#>       | *   ooo*    o*o*    o*o*    oooo     ooo     ooo     ooo
#>     1 +-** -o*o* - -o*oo - -o*oo - -o- o - -o* o - -oo o - - o o - - threshold 1
#>       |  *  o* o*   o* o    o  o    o  o    o  o    o  o    o  o
#>       |  *  o* o*   o* o    o  o    o  o    o  o    o  o    o  o
#>     0 +  *  o* o*   o  o    o  o    o  o    o  o    o  o    o  o
#>       |  * oo* o*  oo  o    o  o    o  o    o  o    o  o    o  o
#>    -1 +o *oo** o*  o*  o   oo  o   oo  o   oo  o   oo  o   oo  o   o
#>       |oooo**  o*ooo   o* oo   o  oo   o  oo   o  oo   oo oo   oo oo
#>       |oo***   ooo*    ooo*    oooo    oooo    oooo     ooo     ooo
#>    -2 +  **    oo*     oo      oo       o       o       o       o
#>       +----------+---------+---------+---------+---------+---------+
#>                 500      1000      1500      2000      2500     3000 step
#> 0.642 |    _||      _|
#>       |  |'  |.||--' |-|----''------''------------------------------ input x
#> 0.327 |.-|     ||      |
#> 0.673 |--|     ||      |
#>       |  |__ |-||... |.|-......--................................... input y
#> 0.358 |     ||      '|
#> 7 and 7 spikes, 1 at the same step
#> mem differs most at step 16: 1.77486 and -1.68171
expect abs(x.mem - y.mem) < 0.01

# The next lesson, 13-stdp, lets synapses learn.
