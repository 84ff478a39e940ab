#!/usr/bin/env neurosh
#: width=80
# Coincidence
#
# A spike does not end where it begins: it runs along an axon, takes its time,
# and moves the membrane potential of the next neuron through a synapse. Whether
# that neuron fires is a matter of when its spikes come.

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
#h How much of the first 0.625 is left four steps later, at 3/4 a step?
#~ 1: together they would be 1.25, but the first one has leaked by then
#~ 2: one push alone is 0.625, which is below the threshold of 1
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
expect 0.625 * 0.75^4 == 0.198 +- 0.0005

# Connected neurons run together: 'run c' took a and b along.

# Now both at once.
reset *
#> reset: a, b, c
feed b 0 1 0 0 0 0 0 0
#> b gets 0 1 0 0 0 0 0 0
#? And now? = c.spikes
#h Add them up.
#~ 0: in one step nothing leaks between them
#~ 2: the first spike of c takes all of it
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
#h Two leaks of a quarter each, then 0.625 more.
#~ 1: it comes close, to 0.977
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
#h Add the delay to the step at which b fires.
#~ 2: b fires then, but alone it is too weak, and it is on its way still
#~ 6: only b has the delay
#! The spike of b from step 2 arrives at step 4, together with that of a.
run c 8
#> a: 8 steps to step 8, 1 spike (at 4), mem 0
#> b: 8 steps to step 8, 1 spike (at 2), mem 0
#> c: 8 steps to step 8, 1 spike (at 4), mem 0
expect c.first_spike == 4

# Now you. The delay is back to nothing, and a fires at step 2 again.
reset *; drop b_c; connect b -> c weight=2.5; feed a pulse 1 at=2
#task Have b fire at such a step that c fires at step 3, and run c for 8 steps.
#h 'feed b pulse 1 at=STEP' lets it fire once.
#! One step between them still leaves 0.469 of the first push.
feed b pulse 1 at=3
run c 8
expect c.first_spike == 3

# The next lesson has synapses that last, and some that pull the other way.
