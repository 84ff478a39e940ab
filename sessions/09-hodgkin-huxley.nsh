#!/usr/bin/env neurosh
#: width=80
# Hodgkin and Huxley's axon
#
# Neurons in continuous time are differential equations with units. Here is
# the one that Hodgkin and Huxley found in the axon of the squid.
create HH axon

# Time is now in ms: one step is dt, and 'run' takes a time as well.
feed axon const 10uA/cm^2
run axon 20ms
#> axon: 2000 steps to step 2000, 20 ms, 2 spikes (at 191, 1683), mem -74.6434 mV
#? Spikes at 1.9 ms and 16.8 ms: how many will there be in 50 ms, in all? = axon.spikes
#! They are 14.9 ms apart; the next ones come at about 31.5 and 46 ms.
run axon 30ms
#> axon: 3000 steps to step 5000, 50 ms, 2 spikes (at 3148, 4611), mem -73.7715 mV
plot axon height=12
#> mem (mV) of axon
#>        |                |                 |                |     4 spikes
#>  50 +
#>     |  *
#>     |  **               **                *                **
#>     |  **               **                **               **
#>   0 +- **- - - - - - - -***- - - - - - - -** - - - - - - - **- - threshold 0 mV
#>     |  **               * *               **               **
#>     |  ***              * *              ***               ***
#>     | ** *              * *              * **              * *
#> -50 + *  *             ** **             *  *             ** *
#>     |**  **        *****   *        ******  *        ******  *
#>     |*    * ********       * ********       **********       ***
#>     |     ***              ***               **               **
#>     +-----------+-----------+-----------+-----------+----------+
#>                10          20          30          40         50 time (ms)
#>  10 |----------------------------------------------------------- input (uA/cm^2)
expect axon.spikes == 4
expect axon.first_spike == 1.91ms +- 0.02ms

# What opens and closes the channels are the gates: sodium flows where m and h
# are large, potassium where n is. m is quick, h and n are slow.
plot axon m h n height=10
#> m, h, n   * axon.m   o axon.h   x axon.n
#>        |                |                 |                |     4 spikes
#> 1.0 +  ***               **               **               **
#>     |  * *               **               ***              ***
#>     |  *xxx             *xxx              *xx              *xxx
#>     |  xx*xxx           *x xxx            xxxxx            xx*xx
#>     |oox ** xxx         xx * xxx          x * xxx          x * x
#> 0.5 +  x  *   xxxxxxxxxxx  *   xxxxxxxxxxxx *   xxxxxxxxxxxx *
#>     |xxx  * oooo        o  *  ooo        oo *  ooo        oo **
#>     | *oo *oo          *oo *ooo          *o *ooo          *oo *o
#>     |** oooo      ****** oooo      ****** oooo      ******* oooo
#> 0.0 +*    *********        *********         ********         **
#>     +-----------+-----------+-----------+-----------+----------+
#>                10          20          30          40         50 time (ms)
#>  10 |----------------------------------------------------------- input (uA/cm^2)

# A spike, then: m opens sodium, and mem shoots up; h closes it and n opens
# potassium, and mem falls below where it began.

# Now a third of the current.
reset axon
feed axon const 3uA/cm^2
#? Will it fire again and again, once, or never?
#! Once. The sudden start lets m open sodium before h and n have followed. Then h
#! is lower and n higher than at rest without a current: mem finds a new rest.
run axon 100ms
#> axon: 10000 steps to step 10000, 100 ms, 1 spike (at 462), mem -62.8436 mV
expect axon.spikes == 1
find equilibrium axon
#> mem (mV)         m         h         n  kind          growth (1/ms)  turns (Hz)
#> -62.8436  0.068029  0.519296  0.351176  stable focus      -0.125497      75.974
expect axon.h == 0.519 +- 0.0005

# And without a current, at rest:
create HH still
find equilibrium still
#> mem (mV)          m         h         n  kind          growth (1/ms)  turns (Hz)
#> -64.9964  0.0529551  0.595994  0.317732  stable focus      -0.120665     60.9921

#? If the same current comes slowly, over 20 ms: how many spikes in 100 ms? = axon.spikes
#! None. h and n, slow as they are, keep up with it: what fired was the edge.
reset axon; feed axon ramp 0uA/cm^2 3uA/cm^2 over=20ms; run axon 100ms
#> reset: axon
#> axon gets ramp 0 3 uA/cm^2 over=20ms
#> axon: 10000 steps to step 10000, 100 ms, 0 spikes, mem -62.8436 mV

# There is a stable rest up to 9.8 uA/cm^2, and none from there to 154: that is
# why 10 makes it fire for ever.
find hopf axon
#> input (uA/cm^2)  mem (mV)          m          h         n  turns (Hz)
#>         9.77544  -59.6541  0.0972573  0.406228   0.401784      93.302
#>       154.522    -43.0581  0.419677   0.0703554  0.643249     169.169

# Units are converted where they fit, and refused where they do not.
set axon dt=20us
#> axon: dt 20 us
set axon gK=36ms
#x 'gK' wants a conductance density, got a time
set axon EK=-0.077V
expect axon.EK == -77mV

# Equations of your own may have units, too: lesson 16 ends with some.
