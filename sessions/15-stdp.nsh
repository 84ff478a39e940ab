#!/usr/bin/env neurosh
#: width=80 seed=7
# Spike-timing-dependent plasticity
#
# A synapse can change with use. The rule of this lesson looks at pairs of
# spikes: where the neuron before the synapse fires shortly before the one
# after it, it helped, and the synapse grows. The other way round it shrinks.

# Two neurons that fire when we say so: the synapse is far too weak for the
# threshold of the second one.
create relay before
#> before: Relay, step 4
create lif after tau=1 threshold=10
#> after: LIF, threshold 10, tau 1, step 4
connect before -> after weight=0.5 name=s
#> s: before -> after.input, 1 synapse, weight 0.5, delay 0 steps
learn s stdp potentiation=0.1 depression=0.12 tau_before=10 tau_after=10 max=1
#> s: stdp, potentiation 0.1, depression 0.12, tau_before 10, tau_after 10; weights from 0 to 1

# This is what one pair of spikes does, by the time between them:
stdp s height=12
#> s: stdp, potentiation 0.1, depression 0.12, tau_before 10, tau_after 10; weights from 0 to 1
#> change of weight   * after, then before   o before, then after
#>  0.1 +                                    o
#>      |                                    ooo
#>      |                                      ooo
#>      |                                        ooooo
#>      |                                            ooooooooo
#>  0.0 +*******************                                 oooooooooooooooooooo
#>      |                  *********
#>      |                          ****
#>      |                             ****
#>      |                                **
#> -0.1 +                                  **
#>      |                                   *
#>      ++------+------+------+------+-------+------+------+------+------+------+
#>      -50    -40    -30    -20    -10      0     10     20     30     40     50
#>                          spike after - spike before (steps)

# Before fires at step 5 and after at step 10: five steps later.
feed before pulse 1 at=5
#> before gets pulse 1 at=5 for=1
feed after pulse 20 at=10
#> after gets pulse 20 at=10 for=1
#? What is the weight afterwards? = s.weight
#h exp(-5/10) is 0.607.
#~ 0.6: that would be at a distance of 0
#~ 0.0607: on top of the 0.5
#~ 0.5 - 0.1 * exp(-5/10): it was before: it grows
#! It was 0.5 and gains 0.1 exp(-5/10) = 0.0607.
run after 20
#> before: 20 steps to step 20, 1 spike (at 5), mem 0
#> after: 20 steps to step 20, 1 spike (at 10), mem 0
expect s.weight == 0.5 + 0.1 * exp(-5/10) +- 1e-12
expect 0.1 * exp(-5/10) == 0.0607 +- 0.00005

# Now the other order.
reset *
#> reset: before, after
set s weight=0.5
#> s: weight 0.5
feed before pulse 1 at=10
#> before gets pulse 1 at=10 for=1
feed after pulse 20 at=5
#> after gets pulse 20 at=5 for=1
#? And the weight now? = s.weight
#h The depression is 0.12.
#~ 0.5 + 0.12 * exp(-5/10): it came too late: it shrinks
#! It loses 0.12 exp(-5/10) = 0.0728.
run after 20
#> before: 20 steps to step 20, 1 spike (at 10), mem 0
#> after: 20 steps to step 20, 1 spike (at 5), mem 0
expect s.weight == 0.5 - 0.12 * exp(-5/10) +- 1e-12
expect 0.12 * exp(-5/10) == 0.0728 +- 0.00005

# reset keeps weights: they are what was learnt. Traces are forgotten.

# What a neuron makes of it: of forty inputs, the first twenty fire together,
# the others each by itself, at the same rate on average, 0.05 a step. All
# synapses begin alike.
create relay together
#> together: Relay, step 4
create relay group n=20
#> group: Relay, 20 neurons, step 4
create relay others n=20
#> others: Relay, 20 neurons, step 4
create lif cell tau=5
#> cell: LIF, threshold 1, tau 5, step 4
feed together poisson 0.05
#> together gets poisson 0.05 weight=1
connect together -> group weight=1
#> together_group: together -> group.input, 20 synapses, weight 1, delay 0 steps
feed others poisson 0.05
#> others gets poisson 0.05 weight=1
connect group -> cell weight=0.4 name=g
#> g: group -> cell.input, 20 synapses, weight 0.4, delay 0 steps
connect others -> cell weight=0.4 name=o
#> o: others -> cell.input, 20 synapses, weight 0.4, delay 0 steps
learn g stdp potentiation=0.02 depression=0.024 tau_before=10 tau_after=10 max=0.8
#> g: stdp, potentiation 0.02, depression 0.024, tau_before 10, tau_after 10; weights from 0 to 0.8
learn o stdp potentiation=0.02 depression=0.024 tau_before=10 tau_after=10 max=0.8
#> o: stdp, potentiation 0.02, depression 0.024, tau_before 10, tau_after 10; weights from 0 to 0.8
#? Will the weights of the group be the larger ones after 2000 steps? = g.weight > o.weight
#h Whose spikes make cell fire?
#~ no: cell fires by the group, just behind its spikes
#! The twenty push cell by 20 x 0.4 / 5 = 1.6: it fires in the same step, which the
#! rule takes for 'before, then after', at its most. A lonely input comes before
#! and after by chance, and loses more (0.024) than it gains (0.02).
run cell 2000
#> together: 2000 steps to step 2000, 86 spikes (at 13, 79, 103, 110, 117, 122, ...), mem 0
#> group: 2000 steps to step 2000, 1720 spikes of 20 neurons
#> others: 2000 steps to step 2000, 2073 spikes of 20 neurons
#> cell: 2000 steps to step 2000, 86 spikes (at 13, 79, 103, 110, 117, 122, ...), mem 0.309687
expect cell.spikes == together.spikes
expect cell.last_spike == together.last_spike
expect 20 * 0.4 / 5 == 1.6 +- 1e-12
expect g.weight > 0.7
expect o.weight < 0.4
list connections
#> connection      from      to           synapses    weight  delay  through
#> s               before    after.input         1  0.427216      0  -
#> together_group  together  group.input        20  1             0  -
#> g               group     cell.input         20  0.8           0  -
#> o               others    cell.input         20  0.312657      0  -
#>
#> connection      learning
#> s               stdp
#> together_group  -
#> g               stdp
#> o               stdp

# Synapses may also tire. Each spike uses a share of what is there, here a half,
# and what was used comes back with a time constant of 20 steps.
create relay source
#> source: Relay, step 4
create lif target tau=3 threshold=10
#> target: LIF, threshold 10, tau 3, step 4
connect source -> target weight=2 name=tired
#> tired: source -> target.input, 1 synapse, weight 2, delay 0 steps
learn tired tsodyks use=0.5 recovery=20
#> tired: tsodyks, use 0.5, recovery 20, facilitation 0
feed source pulse 1 at=1 for=1 every=5
#> source gets pulse 1 at=1 for=1 every=5
#? The first spike moves mem by 2 x 0.5 / 3 = 0.333. By how much the second, 5 steps later? = target.mem_before[6] - target.mem[5] * 2/3 +- 10%
#h Half was used. How much of that half is back after 5 of 20 steps?
#~ 0.333: a half was used, and comes back slowly
#~ 0.333 / 2: some of what was used is back by then
#! A half is left of what there was; of the other half, 1 - exp(-5/20) = 0.22 is
#! back: 0.61 in all, and 0.61 x 0.333 is 0.204.
run target 40
#> source: 40 steps to step 40, 8 spikes (at 1, 6, 11, 16, 21, 26, ...), mem 0
#> target: 40 steps to step 40, 0 spikes, mem 0.0275565
plot target height=10
#> mem of target, threshold 10 (above)
#>                                                                         0 spikes
#>     |*
#> 0.3 + .
#>     | .
#>     |  *     *
#> 0.2 +   .    ..       *
#>     |   *    . *      ..      *       *        *       *       *
#> 0.1 +    .* .   .*   . *     . .*     ..*     . .     . .      ..
#>     |      .*     *  .  .*   .   *   .   .*   . *.*   .  **   .  *.*
#>     |              .*     .**     .*.*     *.*     .**     .*.*     *.*
#> 0.0 +
#>     +-------+-------+-------+--------+-------+-------+--------+-------+
#>             5      10      15       20      25      30       35      40 step
#>   1 |''|
#>     |  |     ''       .       __      __       _       __      __       input
#>   0 |  ______  _______ _______  ______  _______ _______  ______  ______
expect target.mem[1] == 2 * 0.5 / 3 +- 1e-12
expect 1 - exp(-5/20) == 0.22 +- 0.005
expect 0.5 + 0.5 * (1 - exp(-5/20)) == 0.61 +- 0.005
expect target.mem_before[6] - target.mem[5] * 2/3 == 0.204 +- 0.0005

# Here the first spike of a train counts most. Other synapses facilitate: every
# spike makes the next one use a larger share. With a small share to begin with,
# later spikes count more.
reset *
#> reset: before, after, together, group, others, cell, source, target
learn tired tsodyks use=0.1 recovery=20 facilitation=100
#> tired: tsodyks, use 0.1, recovery 20, facilitation 100
run target 40
#> source: 40 steps to step 40, 8 spikes (at 1, 6, 11, 16, 21, 26, ...), mem 0
#> target: 40 steps to step 40, 0 spikes, mem 0.0308253
plot target height=10
#> mem of target, threshold 10 (above)
#>                                                                         0 spikes
#>       |
#>  0.15 +                *       *       *       *       *        *
#>       |                ..      ..      ..      ..      ..       .
#>       |        *       ..      . *     . *     ..      ..      . .
#>  0.10 +        ..      . *     .  .    .  .    . *     . *     . *
#>       |       .  *    .   .   .   *   .    *  .   .*  .   .*   .  .
#>       |*      .   *   .   *   .    .  .     . .     . .     . .    *
#>  0.05 + .*   .     .* .    .*.*     *.*     *.*     *.*     *.*     *.*
#>       |   *.**       .*
#>  0.00 +
#>       +------+--------+-------+-------+-------+-------+-------+-------+
#>              5       10      15      20      25      30      35      40 step
#> 0.442 |        ..|     --|     ''|     ''|     ''|     --|      -|
#>       |..      | |     | |     | |     | |     | |     | |      ||      input
#>     0 |  ______| ______| ______| ______| ______| ______| _______|______
expect target.input[6] > target.input[1]
expect target.input[11] > target.input[6]

#task Set the weight of s to 0.5 and have before and after fire so that it grows by more than 0.09.
#h 'reset *; set s weight=0.5', then feed both a pulse and run after for 20 steps.
#! The closer the two are, the more: 0.1 exp(-1/10) is 0.0905.
reset *; set s weight=0.5
feed before pulse 1 at=5; feed after pulse 20 at=6
run after 20
expect s.weight > 0.59
expect 0.1 * exp(-1/10) == 0.0905 +- 0.00005

# The next lesson learns by gradients instead.
