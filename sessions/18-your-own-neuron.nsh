#!/usr/bin/env neurosh
#: width=80
# Your own neuron
#
# A neuron is its equations. 'show' prints them, in the language in which you
# can write your own.
show lif
#> neuron LIF "leaky integrate-and-fire: the membrane forgets by 1/tau a step"
#>   inherits Base
#>   source "update of STEP's LIFNode: threshold 1, fires at mem >= threshold"
#>   param threshold = 1 "membrane potential at which the neuron fires"
#>   param tau = 2 > 0 "membrane time constant, in steps"
#>   act Sigmoid alpha = 4
#>   state mem = 0 reset v_reset "membrane potential"
#>   state spike = 0 "output of the last step"
#>   integral
#>     mem += (input - mem) / tau
#>   spike  # as in Base
#>     spike = act(mem - threshold)
#>     mem = mem * (1 - detach(spike))
#>
#> inherited       default  limits        meaning
#> step            4        integer >= 1  time steps that one forward pass
#>                                        simulates
#> dt              1        > 0           length of a time step
#> v_reset         0                      membrane potential after the reset
#>                                        command
#> layer_by_layer  false                  whether a module runs it over its whole
#>                                        window at once
#> mem_detach      false                  whether gradients stop between time steps
#> alpha           4        > 0           slope of the surrogate gradient

# The shortest way: a neuron with another parameter.
define fast = LIF with tau = 1.2
#> fast: builds on LIF
create fast f
feed f const 1.5
#? In how many of 8 steps does it fire? = f.spikes
#h How far does one step take mem?
#~ 4: one step is enough already
#! One step takes mem 1/1.2 of the way to 1.5, to 1.25: that is enough.
run f 8
#> f: 8 steps to step 8, 8 spikes (at 1, 2, 3, 4, 5, 6, ...), mem 0
expect f.mem_before[1] == 1.25 +- 1e-12

# Rewrite the integral alone: here the leak grows with mem, as its square. The
# spike is still that of LIF.
define Leakier = LIF integral { mem += (input - mem * abs(mem)) / tau }
#> Leakier: builds on LIF
create Leakier q
feed q const 1.5
run q 8
#> q: 8 steps to step 8, 4 spikes (at 2, 4, 6, 8), mem 0

# Several lines, for a neuron with a state of its own: every spike raises the
# threshold for a while.
define Adaptive "LIF that tires"
  inherits LIF
  param jump = 0.5 >= 0 "how much a spike raises the threshold"
  param recovery = 0.9 > 0 < 1 "share of the raise that is left after a step"
  state fatigue = 0 "how much the threshold is raised"
  spike
    spike = act(mem - threshold - fatigue)
    mem = mem * (1 - detach(spike))
    fatigue = fatigue * recovery + jump * detach(spike)
end
#> Adaptive: LIF that tires

create lif plain tau=4
create Adaptive tired tau=4
feed plain const 2.5
feed tired const 2.5
run plain 40
#> plain: 40 steps to step 40, 20 spikes (at 2, 4, 6, 8, 10, 12, ...), mem 0
#? At which step does the tired one fire first? = tired.first_spike
#h What is fatigue before the first spike?
#~ 1: with tau 4 the first step takes mem to 0.625
#~ 3 | 4: before a spike there is nothing to tire of
#! At step 2, as the plain one: before a spike there is nothing to tire of.
#? And what is its fatigue two steps later, at step 4? = tired.fatigue[4]
#h 0.5 at the spike, then 0.9 of it at every step.
#~ 0.45: that is one step later
#~ 0.5: a tenth is lost at every step
#! The spike makes it 0.5, and two steps leave 0.9 x 0.9 of that: 0.405.
run tired 40
#> tired: 40 steps to step 40, 9 spikes (at 2, 5, 9, 14, 19, 24, ...), mem 0.625
plot plain tired height=16
#> mem
#>       |  |  |  |  |  |  |  |  |  |  |  |  | |  |  |  |  |  |  | plain: 20 spikes
#> 2.0 +
#>     |
#> 1.5 +
#> 1.0 +-*- * -*- * -*- * -*-.* .*-.* .*-.* .*-*- * -*- * -*- * -* threshold 1
#>     |*| *| *| *| *| *| *|* |* |* |* |* |* |*| *| *| *| *| *| *|
#> 0.5 + |. |. |. |. |. |. |. |. |. |. |. |. |.|. |. |. |. |. |. |
#> 0.0 + |  |  |  |  |  |  |  |  |  |  |  |  | |  |  |  |  |  |  |
#>       |    |     |      |      |       |      |      |       |  tired: 9 spikes
#> 2.0 +                   *      *      .*     .*      *      .*
#>     |           .*    .*|    .*|     * |    * |    .*|     * |
#> 1.5 +     .*   * |   *  |   *  |   .*  |   *  |   *  |   .*  |
#> 1.0 +-*- * | .*- | .*- -|-.* - | -*- - | .*- -|-.* - | -*- - |  threshold 1
#>     |*| *  |*    |*     |*     | *     |*     |*     | *     |*
#> 0.5 + |.   |.    |.     |.     |.      |.     |.     |.      |.
#> 0.0 + |    |     |      |      |       |      |      |       |
#>     +------+------+------+-------+------+------+-------+------+
#>            5     10     15      20     25     30      35     40 step
#> 2.5 |---------------------------------------------------------- input
expect tired.spikes < plain.spikes
expect tired.fatigue[4] == 0.405 +- 1e-12

# A mistake is shown where it is, and nothing is defined.
define Wrong = LIF integral { mem += (inptu - mem) / tau }
#x unknown name 'inptu'; did you mean 'input'?

# In continuous time, with units: a leaky neuron that is refractory.
define Cell "leaky, with a refractory period"
  inherits Membrane
  param tau = 10ms > 0 "membrane time constant"
  param R = 10MOhm > 0 "membrane resistance"
  param EL = -65mV "resting potential"
  param t_ref = 3ms >= 0 "refractory period"
  input I in nA "input current"
  state mem = EL "membrane potential"
  refractory t_ref
  integral
    d mem/dt = (EL - mem + R * I) / tau
  spike
    spike when mem >= -50mV
    reset mem = EL
end
#> Cell: leaky, with a refractory period
create Cell c
feed c const 2nA
#? Charging from -65 to -50 mV takes 10 ms x log(20/5) = 13.9 ms. What is the interval? = c.interval
#h And the refractory period?
#~ 13.9: that is the way up alone
#! 3 ms of waiting besides: 16.9 ms.
run c 200ms
#> c: 2000 steps to step 2000, 200 ms, 12 spikes (at 139, 308, 477, 646, 815, 984, ...), mem -65 mV
expect 10 * log(20/5) == 13.9 +- 0.05
expect c.interval == 16.9ms +- 1e-9

# A term whose units do not fit is shown where it stands.
define Mixed = Cell integral { d mem/dt = (EL - mem + tau) / tau }
#x 'tau' is a time, but 'EL - mem' is a voltage

#task Define a neuron 'Slow', a Cell whose tau is 20 ms, make one called s, feed it 2 nA, and run it for 200 ms.
#h 'define Slow = Cell with tau = 20ms'
#! Twice the way up, and the same wait: 27.7 ms and 3 ms, in steps of 0.1 ms.
define Slow = Cell with tau = 20ms
create Slow s
feed s const 2nA
run s 200ms
expect s.interval == 30.8ms +- 0.1ms
expect 20 * log(20/5) == 27.7 +- 0.05
