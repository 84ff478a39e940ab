#!/usr/bin/env neurosh
#: width=80
# First spike
#
# A neuron adds up the current that flows into it. Its membrane potential,
# mem, rises; where it reaches the threshold, the neuron fires a spike and mem
# falls back to 0.

# Make a leaky integrate-and-fire neuron. It is called n and fires at 1. With
# tau=2 every step takes mem half of the way from where it is to the input.
create lif n threshold=1 tau=2
#> n: LIF, threshold 1, tau 2, step 4

# Feed it the same current at every step, and run four steps.
feed n const 1.5
#> n gets const 1.5
#? At which step does it fire for the first time? = n.first_spike
#h Half of the way from 0 to 1.5 is 0.75. And from there?
#~ 1: half of the way to 1.5 is only 0.75 at first
#~ 3: it is there one step sooner: half of the way from 0.75 to 1.5 is 1.125
#! Step 1 takes mem half of the way from 0 to 1.5, to 0.75; step 2 takes it half
#! of the way from there, to 1.125, and that is above 1.
run n 4
#> n: 4 steps to step 4, 2 spikes (at 2, 4), mem 0

# The table has it step by step: mem_before is what mem has reached, mem what
# the step leaves. They differ at a spike, which sets mem to 0, so that all
# begins again.
table n
#> step  input  mem_before   mem  spike
#>    1    1.5       0.75   0.75      0
#>    2    1.5       1.125  0         1
#>    3    1.5       0.75   0.75      0
#>    4    1.5       1.125  0         1
expect n.first_spike == 2
expect n.mem_before[2] == 1.125

# The same as a picture. The stars are mem_before at each step, the dashed line
# is the threshold, the strokes on top are the spikes.
#? How many spikes will there be after 16 more steps, in all? = n.spikes
#h Every second step fires, of 20.
#~ 8: and the two from before?
#~ 20: a spike sets mem back, and the way up takes two steps
#! Every second step fires, and 20 steps are done then.
run n 16
plot n
#> mem of n
#>         |      |     |      |     |      |     |      |     |      | 10 spikes
#>     |
#>     |   *      *     *      *     *      *     *      *     *      *
#>     |  .|     .|    .|     .|    .|     .|    .|     .|    .|     .|
#> 1.0 +- .|- - -.| - -.| - - .|- - .|- - -.| - -.| - - .|- - .|- - -.| threshold 1
#>     | . |    . |   . |    . |   . |    . |   . |    . |   . |    . |
#>     | . |    . |   . |    . |   . |    . |   . |    . |   . |    . |
#>     |*  |   *  |  *  |   *  |  *  |   *  |  *  |   *  |  *  |   *  |
#>     |   |   .  |  .  |   .  |  .  |   .  |  .  |   .  |  .  |   .  |
#>     |   |  .   | .   |  .   | .   |  .   | .   |  .   | .   |  .   |
#> 0.5 +   |  .   | .   |  .   | .   |  .   | .   |  .   | .   |  .   |
#>     |   | .    | .   | .    | .   | .    | .   | .    | .   | .    |
#>     |   | .    |.    | .    |.    | .    |.    | .    |.    | .    |
#>     |   |.     |.    |.     |.    |.     |.    |.     |.    |.     |
#>     |   |.     |.    |.     |.    |.     |.    |.     |.    |.     |
#>     |   |      |     |      |     |      |     |      |     |      |
#> 0.0 +   |      |     |      |     |      |     |      |     |      |
#>     +-------------+---------------+----------------+---------------+
#>                   5              10               15              20 step
#> 1.5 |--------------------------------------------------------------- input
expect n.spikes == 10

# 'why' says it in words, for the last spike or for any step.
why n at=3
#> n did not fire at step 3: mem was 0.75, 0.25 below the threshold 1
#>   its last spike, at step 2, had set mem to 0
#>   the input was 1.5 all the time

# Now you.
reset n
#task Change the current so that n fires at every step, and run it for 10 steps.
#h One step takes mem half of the way: from 0 to half of the current.
#! Half of the current has to be above 1: anything above 2 does it.
feed n const 2.5
run n 10
expect n.spikes == 10

# 'help' lists all verbs, 'lesson 2' is the next lesson.
