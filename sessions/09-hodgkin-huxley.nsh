#!/usr/bin/env neurosh
#: width=80
# Hodgkin and Huxley's axon
#
# Neurons in continuous time are differential equations with units. Here is
# the one that Hodgkin and Huxley found in the axon of the squid.
create HH axon

# Time is now in ms: one step is dt, and 'run' takes a time as well.
feed axon const 10uA/cm^2
#? How many spikes does this constant current give in 50 ms? = axon.spikes +- 1
#! They come every 14.7 ms, from 1.9 ms on.
run axon 50ms
#> axon: 5000 steps to step 5000, 50 ms, 4 spikes (at 191, 1683, 3148, 4611), mem -73.7715 mV
plot axon height=12
#> mem (mV) of axon
#>        |                 |                |                 |     4 spikes
#>  50 +
#>     |  *
#>     |  **                *                **                *
#>     |  **                **               **                **
#>   0 +- **- - - - - - - - **- - - - - - - -** - - - - - - - -** -  threshold 0 mV
#>     |  ***               **               ***               **
#>     |  * *              ***               * *               ***
#>     | ** *              * **              * *              ** *
#> -50 + *  *              *  *             ** **             *  *
#>     |**  **        ******  *         *****   *        ******  *
#>     |*    * ********       ***********       * ********       ***
#>     |     ***               **               ***               **
#>     +-----------+-----------+-----------+-----------+-----------+
#>                10          20          30          40          50 time (ms)
#>  10 |------------------------------------------------------------ input
expect axon.spikes == 4
expect axon.first_spike == 1.91ms +- 0.02ms

# A current of a third of that gives a single spike at its start.
reset axon
feed axon const 3uA/cm^2
#? And a current of 3, in 100 ms? = axon.spikes
#! Sodium opens at once and then stays closed: the axon gets used to it.
run axon 100ms
#> axon: 10000 steps to step 10000, 100 ms, 1 spike (at 462), mem -62.8436 mV
expect axon.spikes == 1

# Units are converted where they fit, and refused where they do not.
set axon dt=20us
#> axon: dt 20 us
set axon gK=36ms
#x 'gK' wants a conductance density, got a time
set axon EK=-0.077V
expect axon.EK == -77mV

# Your own equations, with units: a leaky neuron that is refractory.
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
run c 200ms
#> c: 2000 steps to step 2000, 200 ms, 12 spikes (at 139, 308, 477, 646, 815, 984, ...), mem -65 mV
# Charging takes tau log(20/5) = 13.86 ms; with the refractory period that is
# an interval of 16.9 ms, or 59 Hz.
expect rate c == 59Hz +- 8%

# A term whose units do not fit is shown where it stands.
define Wrong = Cell integral { d mem/dt = (EL - mem + tau) / tau }
#x 'tau' is a time, but 'EL - mem' is a voltage
