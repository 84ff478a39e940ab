#!/usr/bin/env neurosh
#: width=80
# Leak and tau
#
# The membrane leaks: without input, mem sinks towards 0. How fast, tau says.
# With input I, each step takes mem the share 1/tau of the way to I:
#
#   mem += (input - mem) / tau
#
# So tau counts steps, and a current of 1 is one that takes mem to 1 in the end.

# Two neurons that differ in tau alone, with a threshold that they never
# reach, get the same pulse of current.
create lif quick tau=2 threshold=10
create lif slow tau=10 threshold=10
feed quick pulse 1 at=1 for=20
feed slow pulse 1 at=1 for=20
#? Is slow closer to 1 than quick when the pulse ends? = slow.mem[20] > quick.mem[20]
#h Which of the two takes the larger share of the way each step?
#~ yes: tau divides: 1/10 of the way is less than 1/2
#! A small tau means large steps: quick is there after a few of them.
run 40
#> quick: 40 steps to step 40, 0 spikes, mem 9.53673e-07
#> slow: 40 steps to step 40, 0 spikes, mem 0.106796
plot quick slow height=16
#> mem, threshold 10 (above)
#>                                                                  quick: 0 spikes
#> 1.0 +    *.**.**.**.**.**.**.**.**
#>     |  .*                         .
#>     | *                           .
#> 0.5 +*                             *
#>     |                               .
#>     |                               *.*
#> 0.0 +                                  *.**.**.**.**.**.**.**.**
#>                                                                  slow: 0 spikes
#> 1.0 +
#>     |                   *.**.**.**.*
#>     |           .**.**.*            *.*
#> 0.5 +       *.**                       *.**.*
#>     |  .**.*                                 *.**.*
#>     |**                                            *.**.**.**.**
#> 0.0 +
#>     +------+------+-------+------+-------+------+-------+------+
#>            5     10      15     20      25     30      35     40 step
#>   1 |''''''''''''''''''''''''''''''|
#>     |                              |                             input
#>   0 |                              _____________________________

# Each step leaves the share 1 - 1/tau of the way: one half, and half of that,
# and so on. After n steps of a current I from 0, mem is I (1 - (1 - 1/tau)^n).
#? So what is mem of quick after 3 steps? = quick.mem[3]
#h Half of what is left, three times.
#~ 0.125: that is what is left of the way
#~ 0.75: that is after two steps
#! 1 - (1/2)^3: an eighth of the way is left.
table quick to=4
#> step  input  mem_before     mem  spike
#>    1      1      0.5     0.5         0
#>    2      1      0.75    0.75        0
#>    3      1      0.875   0.875       0
#>    4      1      0.9375  0.9375      0
expect quick.mem[5] == 1 - (1 - 1/2)^5 +- 1e-12
expect slow.mem[5] == 1 - (1 - 1/10)^5 +- 1e-12
expect slow.mem[20] == 1 - (1 - 1/10)^20 +- 1e-12

# After tau steps quick is 75 % of the way there, slow 65 %. In continuous time,
# with many small steps, it would be 63 % for every tau.
expect quick.mem[2] == 0.75
expect slow.mem[10] == 0.65 +- 0.005
expect 1 - exp(-1) == 0.63 +- 0.005

# When the current stops, mem sinks towards 0 by the same rule.
#? slow had 0.878 at step 20, the last of the pulse. What is it at step 21? = slow.mem[21] +- 1%
#h It keeps nine tenths.
#~ 0.0878: that is what it loses
#~ 0.439: with the tau of quick, 2
#! A tenth of the way to 0 leaves nine tenths: every step is a factor 1 - 1/tau.
table slow from=20 to=22
#> step  input  mem_before       mem  spike
#>   20      1    0.878423  0.878423      0
#>   21      0    0.790581  0.790581      0
#>   22      0    0.711523  0.711523      0
expect slow.mem[21] == slow.mem[20] * (1 - 1/10) +- 1e-12

# Without a leak the membrane forgets nothing: that is the IF neuron.
create if keeps threshold=10
feed keeps pulse 0.1 at=1 for=20
#? What is its mem 20 steps after the pulse has ended? = keeps.mem +- 0.01
#h Add up the 20 steps. What is lost afterwards?
#~ 0: nothing leaks away
#~ 0.1: that is one step of them
#! 20 steps of 0.1 make 2, and nothing leaks away.
run keeps 40
#> keeps: 40 steps to step 40, 0 spikes, mem 2
expect keeps.mem == 2 +- 1e-12

# And a leaky neuron with a current that is almost as large as its threshold?
create lif faint tau=10 threshold=1
feed faint const 0.99
#? What does it need to fire: more current, or more time? 0.99 flows, the threshold is 1. = current | "more current"
#h Where does mem go with 0.99, if you wait for ever?
#~ time | "more time": mem comes closer and closer to 0.99, and 0.99 is below 1
#! mem never passes the current.
#? How many spikes does 0.99 give in 1000 steps, with a threshold of 1? = faint.spikes
#h Can mem pass 0.99?
#~ 1: it comes as close to 0.99 as you like, not to 1
#! mem comes as close to 0.99 as you like, and that is below 1.
run faint 1000
#> faint: 1000 steps to step 1000, 0 spikes, mem 0.99
expect faint.spikes == 0
expect faint.mem < 0.99

# A current below the threshold never makes a leaky neuron fire, however long it
# lasts, as long as tau is 1 or more. A smaller tau takes mem past the current:
create lif hasty tau=0.6 threshold=1
feed hasty const 0.99
run hasty 20
#> hasty: 20 steps to step 20, 20 spikes (at 1, 2, 3, 4, 5, 6, ...), mem 0

# And you: how slow is slow?
reset slow; feed slow const 1
#task Give slow a tau with which mem passes 0.5 at step 4, not before, and run it for 4 steps.
#h (1 - 1/tau)^4 has to be just below a half, (1 - 1/tau)^3 above.
#! (1 - 1/tau)^4 is below a half for every tau up to 6.2, and (1 - 1/tau)^3 above
#! one from 4.9 on.
set slow tau=6
run slow 4
expect slow.mem[4] > 0.5; expect slow.mem[3] < 0.5
expect (1 - 1/6.2)^4 < 0.5
expect (1 - 1/4.9)^3 > 0.5
