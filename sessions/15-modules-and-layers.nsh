#!/usr/bin/env neurosh
#: width=80
# Modules and layer by layer
#
# Several neurons under one name are a module. A module can be run, reset and
# set as a whole, and it can be part of another one.

# A layer of four neurons, fed with four numbers as rates of spikes, and a
# second layer of two.
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

# forward resets and runs one forward pass: as many steps as 'step' says.
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

# Every neuron of every node of the module gets a new tau with net.*; what a
# node does not have is left to the others.
set net.* tau=4
#> first: tau 4
#> second: tau 4
#? The second layer gave 16 spikes. Will it give more with tau 4? = second.spikes > 16
#! A larger tau takes less of each input, in both layers. With tau 2 the second
#! one fired at every step, so that there could not be more.
forward net
#> first: 8 steps to step 8, 7 spikes of 4 neurons
#> second: 8 steps to step 8, 6 spikes of 2 neurons
expect second.tau == 4

# Step by step, every node takes one step and then the next step begins. Layer
# by layer, the first node takes its whole pass before the second one begins.
# In a network without loops both give the same, to the last bit.
mark stepwise
#> stepwise: marked, first at step 8, second at step 8
set net.* layer_by_layer=true
#> first: layer_by_layer true
#> second: layer_by_layer true
#? How many spikes will the second layer give layer by layer? = second.spikes
#! As many as before: what reaches a neuron at a step is the same, whoever was
#! computed first.
forward net
#> first: 8 steps to step 8, 7 spikes of 4 neurons
#> second: 8 steps to step 8, 6 spikes of 2 neurons
expect second.spikes == 6

# 'fork' puts the nodes of the mark beside the present ones. Not only the spikes
# agree, but mem at every step.
fork stepwise
#> first_stepwise: like first at step 8
#> second_stepwise: like second at step 8
compare second[1] second_stepwise[1] height=6
#> mem   * second[1]   o second_stepwise[1]
#>    *                           |                |                | 3 spikes
#>    o                           |                |                | 3 spikes
#> 0.8 +                         .o
#> 0.6 +                       .. |
#>     |- - - - - - - - - - -.. - | - - - - - -....o- - - - - - ....o threshold 0.5
#> 0.4 +       ..o...      ..     |     ..o....    |     ..o....    |
#> 0.2 +   ....      ....o.       | ....           | ....           |
#> 0.0 +o..                       |.               |.               |
#>     ++--------+-------+--------+-------+--------+-------+--------+
#>      1        2       3        4       5        6       7        8 step
#> 2.4 |                          ''''''''
#>     |         ........         |       ........................... input
#>   0 |_________        _________|
#> 3 and 3 spikes, 3 at the same step
#> mem is the same at every step
drop first_stepwise
drop second_stepwise
#> dropped: second_stepwise

# A loop has no layers: the first node would need at every step what the second
# one fired a step before, while the second one has not even begun.
connect second -> first weight=-0.5 name=feedback
#> feedback: second -> first.input, 8 synapses, weight -0.5, delay 1 step
forward net
#x 'first' is in a loop (first -> second -> first) and cannot run layer by layer
set net.* layer_by_layer=false
#> first: layer_by_layer false
#> second: layer_by_layer false
forward net
#> first: 8 steps to step 8, 5 spikes of 4 neurons
#> second: 8 steps to step 8, 4 spikes of 2 neurons

# A feedback needs a delay, or a neuron would wait for itself. Without one
# given, connect took one step.
show feedback
#> feedback: second -> first.input, 8 synapses, weight -0.5, delay 1 step
#>
#> connection    value         meaning
#> synapses      8             everyone with everyone
#> weight        -0.5          of each synapse
#> on their way  0             steps with spikes
#> learning      weights stay  how weights change

# Modules hold modules. reset reaches all nodes at every depth.
create lif readout step=8
#> readout: LIF, threshold 1, tau 2, step 8
connect second -> readout weight=1
#> second_readout: second -> readout.input, 2 synapses, weight 1, delay 0 steps
module whole: net readout
#> whole: net, readout
forward whole
#> first: 8 steps to step 8, 5 spikes of 4 neurons
#> second: 8 steps to step 8, 4 spikes of 2 neurons
#> readout: 8 steps to step 8, 2 spikes (at 4, 7), mem 0
list modules
#> module  members        nodes
#> net     first, second      2
#> whole   net, readout       3
reset whole
#> reset: first, second, readout
expect first.time == 0
expect readout.time == 0

# Some neurons see their whole forward pass at once. PSN has a weight from every
# step of the input to every step of mem, and so runs by layers. weight[1,3] is
# the one to step 1 from step 3. To all is added a bias of -1, and it fires where
# mem is at least 0.
create psn look step=4
#> look: PSN, step 4
feed look 0 0 1 0
#> look gets 0 0 1 0
set look weight[1,3]=3
#> look: weight[1,3] 3
#? The input comes at step 3. At which step does it fire first? = look.first_spike
#! At step 1, where mem is 3 times the input of step 3, less 1: it has seen the
#! future, as a layer that has its whole input may.
run look
#> look: 4 steps to step 4, 1 spike (at 1), mem -0.75
table look
#> step  input  mem_before    mem  spike
#>    1      0        2      2         1
#>    2      0       -1     -1         0
#>    3      1       -0.5   -0.5       0
#>    4      0       -0.75  -0.75      0

# The last lesson, 16-your-own-neuron, lets you write one.
