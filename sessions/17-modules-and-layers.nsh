#!/usr/bin/env neurosh
#: width=80
# Modules and layers
#
# A network computes a step at a time, or a layer at a time: the whole pass of
# the first layer, then that of the second. When are the two the same?
#
# A layer of four neurons, fed with four numbers as rates of spikes, a second
# layer of two, and one name for both: a module.
create lif first n=4 threshold=0.5 step=8
#> first: LIF, 4 neurons, threshold 0.5, tau 2, step 8
create lif second n=2 threshold=0.5 step=8
#> second: LIF, 2 neurons, threshold 0.5, tau 2, step 8
connect first -> second weight=1.2
#> first_second: first -> second.input, 8 synapses, weight 1.2, delay 0 steps
feed first encode rate 0.9 0.6 0.3 0.1 weight=1.5
#> first gets encode rate 0.9 0.6 0.3 0.1 weight=1.5
module net: first second
#> net: first, second

# 'forward' resets and runs one pass, as many steps as 'step' says.
forward net
#> first: 8 steps to step 8, 15 spikes of 4 neurons
#> second: 8 steps to step 8, 16 spikes of 2 neurons
raster net height=8
#> first, second: 31 spikes of 6 neurons
#>     4 +                                                              first
#>     3 +                          |       |        |       |
#>     2 +                 |        |                |
#>     1 +|        |       |        |       |        |       |        |
#>       |- - - - - - - - - - - - - - - - - - - - - - - - - - - - - -
#>     2 +|        |       |        |       |        |       |        | second
#>     1 +|        |       |        |       |        |       |        |
#>       ++--------+-------+--------+-------+--------+-------+--------+
#>        1        2       3        4       5        6       7        8 step
#>  0.75 |                       ::::::::        :::::::
#>       |                ::::::::::::::::::::::::::::::::::::::        rate first
#>     0 |:::::::::::::::::::::::::::::::::::::::::::::::::::::::::::::
#>     1 |:::::::::::::::::::::::::::::::::::::::::::::::::::::::::::::
#>       |::::::::::::::::::::::::::::::::::::::::::::::::::::::::::::: rate second
#>     0 |:::::::::::::::::::::::::::::::::::::::::::::::::::::::::::::
#? second fires whenever a spike arrives. How many spikes would its two neurons give in 8 steps at most?
#h One each a step.
#- 8
#+ 16
#- 64
#~ 8: there are two of them
#~ 64: 8 synapses, but a neuron fires once a step
#! And they do give 16: there is not a step without a spike of the first layer.
expect second.spikes == 16

# Now layer by layer. The first layer does its eight steps, then the second.
mark stepwise
#> stepwise: marked, first at step 8, second at step 8
set net.* layer_by_layer=true
#> first: layer_by_layer true
#> second: layer_by_layer true
#? What reaches second at its step 5 is what first did at step 5, either way. How many spikes will it give? = second.spikes
#h What does a neuron need to know for its step, and is it known?
#~ 0: what the first layer did is remembered for the second
#! As many as before: the input of each step is the same, whoever was computed
#! first.
forward net
#> first: 8 steps to step 8, 15 spikes of 4 neurons
#> second: 8 steps to step 8, 16 spikes of 2 neurons

# Not only the spikes agree, but mem at every step.
fork stepwise
#> first_stepwise: like first at step 8
#> second_stepwise: like second at step 8
compare second[1] second_stepwise[1] height=6
#> mem   * second[1]   o second_stepwise[1]
#>    * |        |       |        |       |        |       |        | 8 spikes
#>    o |        |       |        |       |        |       |        | 8 spikes
#> 2.0 +
#> 1.5 +                         .o               .o
#>     |                .o     .. |      .o     .. |      .o
#> 1.0 +             ... |   ..   |   ... |   ..   |   ... |
#> 0.5 +o - -....o-.. - -|-.. - - | ..- - | ..- - -|-.. - -|- - ....o threshold 0.5
#> 0.0 +|....    |.      |.       |.      |.       |.      |....    |
#>     ++--------+-------+--------+-------+--------+-------+--------+
#>      1        2       3        4       5        6       7        8 step
#> 3.6 |                          ''''''''         ''''''''
#>     |                 .........        .........        .........  input
#> 1.2 |_________________                                           _
#> 8 and 8 spikes, 8 at the same step
#> mem is the same at every step
drop first_stepwise; drop second_stepwise
#> dropped: first_stepwise
#> dropped: second_stepwise

# And with a way back, from second to first?
connect second -> first weight=-0.5 name=feedback
#> feedback: second -> first.input, 8 synapses, weight -0.5, delay 1 step
#? Which one cannot be computed by layers now?
#h Who has to begin, and what does he need for his second step?
#+ first: it needs what second did a step before, and second has not begun
#- second: it needs what first will do
#- neither, since the feedback takes a step
#~ b: first has done all of its steps by then
#~ c: the delay lets a step follow a step, but first would do eight at once
#! first needs the earlier steps of second, which are not computed before first
#! has ended. A loop has no layers.
forward net
#x 'first' is in a loop (first -> second -> first) and cannot run layer by layer

# A step at a time it runs: for step 5 both have their step 4.
reset net
#> reset: first, second
#task Have the loop run: undo layer by layer for both, and do a pass.
#h 'set net.* layer_by_layer=false', then 'forward net'.
set net.* layer_by_layer=false
forward net
expect second.time == 8

#? The feedback is negative. Has second more or fewer spikes than the 16? = fewer
#h Fewer spikes of first, or more?
#~ more: every spike of second takes from first what it is driven by
#! It holds first back, and so itself.
show feedback
#> feedback: second -> first.input, 8 synapses, weight -0.5, delay 1 step
#>
#> connection    value         meaning
#> synapses      8             everyone with everyone
#> weight        -0.5          of each synapse
#> on their way  0             steps with spikes
#> learning      weights stay  how weights change
expect second.spikes < 16

# Some neurons are a layer by themselves: PSN sees its whole pass at once. It has
# a weight from every step of the input to every step of mem. weight[1,3] is the
# one to step 1 from step 3; to all is added a bias of -1, and it fires where mem
# is at least 0.
create psn look step=4
#> look: PSN, step 4
feed look 0 0 1 0
#> look gets 0 0 1 0
set look weight[1,3]=3
#> look: weight[1,3] 3
#? The input comes at step 3. At which step does it fire first? = look.first_spike
#h mem at step 1 is 3 times the input of step 3, less 1.
#~ 3: weight[1,3] leads to step 1
#! At step 1: it has seen the future, as a layer that has its whole input may. In
#! a loop, or while the input is still coming, it cannot be used.
run look
#> look: 4 steps to step 4, 1 spike (at 1), mem -0.75
table look
#> step  input  mem_before    mem  spike
#>    1      0        2      2         1
#>    2      0       -1     -1         0
#>    3      1       -0.5   -0.5       0
#>    4      0       -0.75  -0.75      0

# The last lesson lets you write a neuron.
