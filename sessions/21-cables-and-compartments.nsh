#!/usr/bin/env neurosh
#: width=80
# Cables and compartments
#
# A neuron is no point. What a synapse far out in a dendrite brings in leaks out
# on its way, and what arrives at the soma is less, and later. Such a neuron is cut
# into compartments: 'state mem[200]' is a state that each of 200 has by itself, in
# a row, and 'diffusion(mem, g)' is what flows into one from its two neighbours.
#
# A dendrite of 1 mm: g is the conductance between a compartment and the next, by
# the area of its membrane. 'compartments' is how many there are.
define Dendrite "a passive cable, sealed at both ends"
  inherits Membrane
  param diameter = 2um > 0
  param length = 1000um > 0
  param Ra = 150Ohm*cm > 0 "resistivity of what is inside"
  param Rm = 20000Ohm*cm^2 > 0 "resistance of the membrane by area"
  param Cm = 1uF/cm^2 > 0 "capacitance of the membrane by area"
  param EL = -65mV "resting potential"
  param dx = length / compartments "length of a compartment"
  param g = diameter / (4 * Ra * dx^2) "conductance to the next compartment"
  input I in nA "current"
  state mem[200] = EL "membrane potential"
  integral
    let area = pi * diameter * dx
    d mem/dt = (I / area + diffusion(mem, g) - (mem - EL) / Rm) / Cm
end
create Dendrite d

# A plain name is that of the first compartment, others are picked by number: the
# current enters at the first one.
feed d const 0.1nA
run d 100ms
plot d mem[1],mem[100],mem[200] height=14

# All of it at once is a map: time from left to right, the place x from 0 to 1
# upwards.
plot d mem over x height=10

# How far a current comes is told by the length constant: the square root of
# diameter * Rm / (4 * Ra), here 816 um. In a cable without an end what is left
# falls by e on each; a sealed end, through which nothing flows out, holds more.
#? Which share of the depolarisation of the first compartment is left in the last one? = (d.mem[200] - -65mV) / (d.mem - -65mV) +- 15%
#h Without an end it would be exp(-1000 / 816) = 0.29.
#~ 0.29: nothing leaves the cable at its sealed end, so that more is left
#! 0.54: 1 / cosh(1000 / 816), since at the sealed end the slope is 0.
expect (d.mem[200] + 65mV) / (d.mem[1] + 65mV) == 0.54 +- 0.01

# An end may also be held: 'killed' is 0 there, 'clamped(V)' another value. First the
# end of compartment 1 is named, then the other.
define Cut "a Dendrite whose far end is cut off"
  inherits Dendrite
  integral
    let area = pi * diameter * dx
    d mem/dt = (I / area + diffusion(mem, g, sealed, clamped(EL)) - (mem - EL) / Rm) / Cm
end
create Cut c
feed c const 0.1nA
#? Is the first compartment depolarised more or less than with a sealed end?
#- more
#+ less
#- as much
#h Where can the current leave?
#~ a: no more comes in than before
#~ c: that would be so if the end were many length constants away
#! Current leaves through the cut end as well: 33 mV instead of 46.
run c 100ms
expect d.mem - c.mem > 10mV

# A step of 0.1 ms would be far too long for such a cable if each compartment went its
# way by itself: neighbours exchange their charge within microseconds. All equations
# are solved together instead, in time linear in compartments; 'show' names the
# method.
show Cut

# Few compartments are written in the same way. Here a soma fires, and two parts of a
# dendrite, less and less of it, hang on: a parameter may have a value for each.
define Three "a soma and two parts of its dendrite"
  inherits Membrane
  param C[3] = 100pF, 60pF, 40pF
  param gL[3] = 5nS, 3nS, 2nS
  param gc = 8nS "conductance between neighbours"
  input I in pA
  state mem[3] = -65mV
  integral
    d mem/dt = (I - gL * (mem + 65mV) + diffusion(mem, gc)) / C
  spike
    spike when mem crosses -50mV
    reset mem[1] = -65mV
end
create Three s
create Three t
feed s.I[1] const 250pA
feed t.I[3] const 250pA
#? Fed into the last part instead of the soma, does the same current make more spikes or fewer? = fewer
#h What leaks out on the way?
#~ more: the dendrite is depolarised more, but the soma fires
#! Fewer: much of it leaks out of the dendrite before it comes to the soma.
run s t 200ms
plot t mem[1],mem[3] height=14
expect s.spikes > t.spikes

# And an axon: where every compartment has the channels of Hodgkin and Huxley, what
# arrives is no weaker, but the spike itself.
define Axon "Hodgkin and Huxley's axon, 5 cm of it"
  inherits HH
  param dt = 0.02ms
  param diameter = 476um > 0
  param length = 5cm > 0
  param Ra = 35.4Ohm*cm > 0
  param dx = length / compartments
  state mem[60] = -64.9964mV
  state m[60] = 0.052955
  state h[60] = 0.595994
  state n[60] = 0.317732
  integral
    let I = gNa * m^3 * h * (mem - ENa) + gK * n^4 * (mem - EK) + gL * (mem - EL)
    d mem/dt = (input - I + diffusion(mem, diameter / (4 * Ra * dx^2))) / C
    d m/dt = (1 - m) / ms / exprel(-(mem + 40mV) / 10mV) - m * 4/ms * exp(-(mem + 65mV) / 18mV)
    d h/dt = (1 - h) * 0.07/ms * exp(-(mem + 65mV) / 20mV) - h / ms / (1 + exp(-(mem + 35mV) / 10mV))
    d n/dt = (1 - n) * 0.1/ms / exprel(-(mem + 55mV) / 10mV) - n * 0.125/ms * exp(-(mem + 65mV) / 80mV)
end
create Axon a
feed a.input[1..8] pulse 200 at=1 for=1ms
run a 6ms
plot a mem over x height=12

# How fast it goes is the way by the time: 20 compartments are a third of 5 cm.
reset a
until a.mem[30] > 0mV
until a.mem[50] > 0mV
#? An axon is four times as thick. How many times as fast does the spike go? = 2
#h What g is for a compartment grows with the diameter, and falls with the square of dx.
#~ 4: the diameter stands beside the square of a length
#! Twice: only diameter / dx^2 counts, so that lengths grow with the square root of the diameter.

#task Define 'Thick', an Axon with diameter = 1904um, make one called b, feed b.input[1..8] pulse 200 at=1 for=1ms, and run it until b.mem[50] > 0mV.
#h 'define Thick = Axon with diameter = 1904um'
#! It is there in little more than half the time.
define Thick = Axon with diameter = 1904um
create Thick b
feed b.input[1..8] pulse 200 at=1 for=1ms
until b.mem[50] > 0mV
expect b.time < 0.65 * a.time
