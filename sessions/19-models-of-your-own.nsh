#!/usr/bin/env neurosh
#: width=80
# Models of your own, part two
#
# One neuron grows in this lesson: at each step it gets what models of papers
# need, written as one would say it.

# First a function. A potassium channel opens with the voltage, on a curve that
# every book draws; it gets a name and arguments, and units follow by themselves.
# The gate n begins 'steady': where its own equation rests at -65 mV.
define Cell "leaky, with a potassium channel"
  inherits Membrane
  param C = 100pF > 0 "capacitance"
  param gL = 5nS "leak conductance"
  param gK = 20nS "conductance of all potassium channels"
  param EL = -65mV "resting potential of the leak"
  param EK = -90mV "reversal potential of potassium"
  input I in pA "input current"
  function open(v, half, slope) = 1 / (1 + exp((half - v) / slope))
  state mem = EL "membrane potential"
  state n = steady "share of potassium channels that are open"
  integral
    let IL = gL * (mem - EL)
    let IK = gK * n * (mem - EK)
    d mem/dt = (I - IL - IK) / C
    d n/dt = (open(mem, -45mV, 5mV) - n) / 20ms
  spike
    spike when mem crosses -40mV
    reset mem = EL
end
create Cell c
#? Where does n begin? = c.n
#h n rests where it equals open(-65mV, -45mV, 5mV): how many slopes below half?
#~ 0: few channels are open, not none
#~ 0.5: that is at -45 mV
#! 4 slopes below half: 1 / (1 + exp(4)) = 0.018.
expect 1 / (1 + exp(4)) == 0.018 +- 0.0005
show c.n
expect c.n == 1 / (1 + exp(4)) +- 1e-12

# What 'let' names in the integral is recorded with the rest: a current can be
# drawn, printed and asked for.
feed c const 350pA
run c 100ms
plot c mem IK height=16
#? At the end mem rests, 350 pA come in and IK is 268 pA. What is IL, in pA? = c.IL[1000]
#h Where mem rests, the currents through the membrane add up to what comes in.
#~ 350: the potassium takes most of it
#! What potassium does not carry, the leak does: 350 - 268 = 82 pA.
table c IL IK last=1
expect c.IL[1000] + c.IK[1000] == 350pA +- 1pA

# A pulse at a time is an event, and so is one that comes again and again: the
# synapse g gets 4 nS at 20 ms, then 2 nS every 10 ms from 60 ms on.
define Pulsed "a Cell with a synapse that is driven on time"
  inherits Cell
  state g = 0nS "conductance of the synapse"
  integral
    let IL = gL * (mem - EL)
    let IK = gK * n * (mem - EK)
    d mem/dt = (I - IL - IK - g * mem) / C
    d n/dt = (open(mem, -45mV, 5mV) - n) / 20ms
    d g/dt = -g / 5ms
  at 20ms g += 4nS
  event train every 10ms from 60ms until 100ms
    g += 2nS
end
create Pulsed p
#? How much of the first 4 nS is left 10 ms later, in nS? = p.g[300] +- 10%
#h g falls by exp(-1) in 5 ms.
#~ 2: half of it would be left after 3.5 ms
#! 10 ms are two time constants: 4 x exp(-2) = 0.54 nS.
run p 120ms
plot p mem g height=16
expect p.g[300] == 0.54nS +- 0.02nS

# Many neurons do not reset: the equations bring them back. Then a spike is a peak,
# which 'previous' finds: mem was higher when the step began than when it ended.
# 'refractory T holding nothing' lets mem move on while no other spike is counted.
define Peak "a Cell whose spikes are peaks"
  inherits Cell
  refractory 10ms holding nothing
  spike
    spike when previous(mem) > mem and mem > -40mV
end
create Peak k
feed k const 350pA
#? How many peaks above -40 mV are there in 100 ms? = k.spikes
#h What does n do, once it is open?
#~ 2 | 3 | 4 | 5: n stays open while the current goes on
#! One: mem passes -40 mV before n has opened, then n stays open.
run k 100ms
plot k mem n height=16

# 't' is the time in a term: here the current comes in waves.
define Waves = Cell integral {
  let IL = gL * (mem - EL)
  let IK = gK * n * (mem - EK)
  d mem/dt = (I + 100pA * sin(2 * pi * 20/s * t) - IL - IK) / C
  d n/dt = (open(mem, -45mV, 5mV) - n) / 20ms
}
create Waves w
run w 200ms
plot w mem IK height=16

# And a source drives it at random times: 'create poisson' fires at a rate, each
# neuron of it by itself.
create poisson s n=20 rate=20Hz
create Pulsed r
connect s -> r.g weight=3nS
run s r 200ms
plot r mem g height=16

# Neurons of a population differ, and so do synapses. On a ring the distance of two
# neurons is counted along the shorter way: here neighbours are the more likely to be
# connected, and spikes need longer to those further off. The first five get a current,
# from 600 to 1000 pA; of each neuron only n is kept, beside the spikes.
create Pulsed ring n=60 record=n
connect ring -> ring.g on=ring probability=exp(-distance/3) weight=3nS delay=0.5ms+0.3ms*distance
feed ring[1..5] 600pA..1000pA
#? How far is neuron 1 from neuron 59, in neurons? = 2
#h Neuron 60 stands beside neuron 1.
#~ 58: that is the longer way round
#! 59 to 60 to 1: two.
run ring 60ms
raster ring height=12

#task Define 'Open', a Cell with gK = 0nS, make one called o, feed it 350 pA and run it for 100 ms.
#h 'define Open = Cell with gK = 0nS'
#! Nothing holds it back any more: it fires again and again.
define Open = Cell with gK = 0nS
create Open o
feed o const 350pA
run o 100ms
expect o.spikes > c.spikes
