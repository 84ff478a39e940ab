#!/usr/bin/env neurosh
#: width=80
# Between two steps
#
# A program takes time in steps, and a neuron does not. What it fires between two
# of them is noted at the end of a step, and its reset comes as late: up to a step
# at every spike, whatever the method is good for.
create refractorylif grid t_ref=0ms dt=1ms
feed grid const 2.5nA
run grid 100ms
#> grid: 100 steps to step 100, 100 ms, 3 spikes (at 33, 61, 89), mem -56.539 mV
#> grid: with half of dt its spikes move by 1.8 % of their mean interval: 'dtcheck grid' tells more, a smaller dt or 'set grid spikes=exact' helps

# The formula says when it fires first: tau log(R I / (R I - 20mV)) = 32.1888 ms.
# With spikes=exact the instant is found at which mem reaches the threshold, and
# the reset acts then. The rest of the step is solved from there.
create refractorylif exact t_ref=0ms dt=1ms spikes=exact
feed exact const 2.5nA
run exact 100ms
#> exact: 100 steps to step 100, 100 ms, 3 spikes (at 32.1888 ms, 59.9146 ms, 87.6405 ms), mem -55.7807 mV
plot grid exact from=20ms to=70ms height=10
#> mem (mV)
#>                     |                               |           grid: 2 spikes
#> -50 +- __-...-----''|- - - - - - - - - ___ ...---' '|- - - - -  threshold -50 mV
#>     |''             |         __. .--''             |         _
#> -60 +               |  __ .--'                      |  __. --'
#>     |               |-'                             |-'
#>                     |                              |            exact: 2 spikes
#> -50 +- __-...-----''|- - - - - - - - -___. ..---'' | - - - - -  threshold -50 mV
#>     |''             |        __.. --''             |         __
#> -60 +               |  _. --'                      |  __.- ''
#>     |               |''                            |-'
#>     ++----------+-----------+----------+-----------+----------+
#>     20         30          40         50          60         70 time (ms)
#> 2.5 |---------------------------------------------------------- input (nA)
#? The exact neuron fires three times in 100 ms as the other one does. Why are its intervals shorter?
#- its method is of a higher order
#+ no spike waits for the end of its step
#- its threshold is lower
#h Compare where each of the two begins after a spike.
#~ a: both are solved by the same method; only the spikes differ
#~ c: 'show' prints the same threshold for both
#! On the grid each interval is longer by what its spike is late, half a step on average, and that adds up.

# A shorter dt makes spikes on the grid better, but only as much as it is shorter:
# a tenth of the step is a tenth of the error. Exact spikes hardly depend on dt.
describe exact
#> exact fires too few spikes to tell how: 3 spikes in 100 ms, rate 30 Hz, interval_rate 36.0674 Hz
#>   the first is at 32.1888 ms, the last at 87.6405 ms
#>   all intervals are 27.7259 ms
#task Give 'exact' a dt of 0.1 ms, begin anew and run it for 100 ms: its first spike is where it was.
#h 'set exact dt=0.1ms', 'reset exact', 'run exact 100ms'.
#! The interval is the one of the formula with either dt.
set exact dt=0.1ms
reset exact
run exact 100ms
expect exact.dt == 0.1ms
expect exact.first_spike == 32.1888ms +- 1e-4

# An adaptive method chooses the length of its steps by their error, long at rest
# and short in a spike; dt is only how often it is looked at. tolerance is the
# error that a step may have.
create hh h method=adaptive tolerance=1e-8 dt=0.1ms
feed h const 10
run h 50ms
#> h: 500 steps to step 500, 50 ms, 4 spikes (at 1.90123 ms, 16.8227 ms, 31.4719 ms, 46.1091 ms), mem -73.7715 mV

# Some equations have parts that settle far faster than anything that we look at:
# they are stiff, and explicit steps have to be as short as the fastest part, or
# they run off. Stiff solvers need not.
define Fast
  inherits Membrane
  param dt = 1ms > 0
  state mem = -65mV
  state fast = 0mV
  integral
    d mem/dt = (-65mV - mem + fast + 10mV) / 20ms
    d fast/dt = (mem + 65mV - fast) / 0.01ms
end
create fast s method=stiff
run s 20ms
#> s: 20 steps to step 20, 20 ms, 0 spikes, mem -55.005 mV
show s.mem
#> -55.005 mV
#? Which dt would rk4 need for it, with a time constant of 0.01 ms?
#- 1 ms, as mem moves within 20 ms
#+ less than 0.03 ms, though nothing happens in that time
#- none is short enough
#h An explicit step must not be longer than about three times the fastest time constant.
#~ a: 'fast' would run off within a few steps
#~ c: short steps are always good enough, only slow
#! Stability and accuracy are two things: a stiff solver takes steps as long as accuracy alone allows.
