#!/usr/bin/env neurosh
#: width=80
# Hodgkin and Huxley's axon
#
# A spike is made by gates: proteins in the membrane that open and close with
# its voltage. Hodgkin and Huxley measured them in the axon of the squid.
# Sodium flows in where m and h are large, potassium flows out where n is.
create HH axon
#> axon: HH, threshold 0 mV, step 100

# Where mem stays, the gates come to rest: m_inf, h_inf, n_inf are the shares
# that are open then. 'find equilibrium' has them for the membrane at rest.
find equilibrium axon
#> mem (mV)          m         h         n  kind          growth (1/ms)  turns (Hz)
#> -64.9964  0.0529551  0.595994  0.317732  stable focus      -0.120665     60.9921

# Sodium flows in proportion to m^3 h, potassium to n^4.
#? At rest, is a larger share of sodium open, or of potassium? = potassium
#h 0.053^3 x 0.6 against 0.32^4.
#~ sodium: h is large, but m^3 is next to nothing
#! m^3 h is 0.0001, n^4 is 0.01: at rest it is potassium that flows.
expect 0.0529551^3 * 0.595994 == 0.0001 +- 0.00002
expect 0.317732^4 == 0.01 +- 0.0005

# A short push, and what becomes of the gates. The first 8 ms, time to the right:
feed axon pulse 20uA/cm^2 at=1ms for=1ms
#> axon gets pulse 20 uA/cm^2 at=1ms for=1ms
#? Which gate moves first when mem rises? Its time constant is the shortest.
#- h
#+ m
#- n
#h Something has to open sodium before sodium is closed and potassium opened.
#~ h: h closes sodium; were it first, there would be no spike
#~ n: n opens potassium; were it first, mem would go back at once
#! m is many times as quick as the others. That is why there is a spike at
#! all: sodium has its moment before h shuts it and n opens potassium.
run axon 8ms
#> axon: 800 steps to step 800, 8 ms, 1 spike (at 230), mem -74.6883 mV
plot axon height=8
#> mem (mV) of axon
#>                      |                                           1 spike
#>     |
#>  50 +                 *****
#>     |                 *   ****
#>   0 +- - - - - - - - **- - - ****- - - - - - - - - - - - - - - - threshold 0 mV
#>     |               **          ****
#>     |             ***              ****
#> -50 +*************                    ***
#>     |                                   ************************
#>     +--------------+--------------+--------------+-------------+
#>                    2              4              6             8 time (ms)
#>  20 |       |''''''|
#>     |       |      |                                             input (uA/cm^2)
#>   0 |_______|      |____________________________________________
plot axon m h n height=10
#> m, h, n   * axon.m   o axon.h   x axon.n
#>                      |                                           1 spike
#> 1.0 +                   **********
#>     |                  **        ****
#>     |                 **     xxxxxxxxxxxxx
#>     |                 *  xxxxx       **   xxxxxxxxxx
#>     |oooooooooooooooo**xxx            **           xxxxxxxxxxxxx
#> 0.5 +               oxxx               *
#>     |xxxxxxxxxxxxxxxxxoooo             **              ooooooooo
#>     |             ***    ooooo          **    oooooooooo
#>     |        ******          oooooooooooooooooo
#> 0.0 +*********                            **********************
#>     +--------------+--------------+--------------+-------------+
#>                    2              4              6             8 time (ms)
#>  20 |       |''''''|
#>     |       |      |                                             input (uA/cm^2)
#>   0 |_______|      |____________________________________________
expect axon.first_spike == 2.3ms +- 0.01ms

# Follow the three in time: m shoots up, h falls, n rises, and mem falls below
# where it began, as n is slow to close again.
#? The spike is over at 6 ms. Is h back above half of the 0.6 that it has at rest? = axon.h[600] > 0.3
#h Look at the o at 6 ms in the plot.
#~ yes: h comes back slowly
#! h is 0.2 there. A second push would find little sodium to open.
table axon from=600 to=600
#> step  time (ms)  input (uA/cm^2)  mem_before (mV)  mem (mV)  spike          m
#>  600          6                0         -75.9785  -75.9785      0  0.0135291
#>
#> step         h         n
#>  600  0.207396  0.636174
expect axon.h[600] == 0.207 +- 0.0005

# That is refractoriness, and nobody wrote it down: it follows from the gates.
reset axon
#> reset: axon
#task Push again with 'feed axon + pulse 20uA/cm^2 at=TIME for=1ms', late enough that it fires twice, and run axon for 30 ms.
#h Up to 11 ms the gates are not ready. 'reset axon' before another try.
#! At 5 ms the same push does nothing.
feed axon + pulse 20uA/cm^2 at=16ms for=1ms
run axon 30ms
expect axon.spikes == 2

# Now a current that stays.
unfeed axon; reset axon; feed axon const 3uA/cm^2
#> axon gets nothing
#> reset: axon
#> axon gets const 3 uA/cm^2
#? 3 uA/cm^2 for ever: once or for ever, how often does it fire in 100 ms? = axon.spikes
#h h and n get used to a new mem, if they have time.
#~ 0: it starts so suddenly that m is there before h and n
#~ 2 | 3 | 4 | 5 | 6 | 7: h and n have followed by then, and mem has a new rest
#! Once. The edge lets m open sodium before h and n have followed. Then h is
#! lower and n higher than at rest without a current: mem finds a new rest.
run axon 100ms
#> axon: 10000 steps to step 10000, 100 ms, 1 spike (at 462), mem -62.8436 mV
#? And if the same current comes slowly, over 20 ms? = axon.spikes
#h Who is quick enough to follow now?
#~ 1: there is no edge any more: h and n keep up
#! None: h and n, slow as they are, keep up with it. What fired was the edge.
reset axon; feed axon ramp 0uA/cm^2 3uA/cm^2 over=20ms; run axon 100ms
#> reset: axon
#> axon gets ramp 0 3 uA/cm^2 over=20ms
#> axon: 10000 steps to step 10000, 100 ms, 0 spikes, mem -62.8436 mV

# With more current there is no rest that it could find. 'find hopf' says from
# where to where.
find hopf axon
#> input (uA/cm^2)  mem (mV)          m          h         n  turns (Hz)
#>         9.77544  -59.6541  0.0972573  0.406228   0.401784      93.302
#>       154.522    -43.0581  0.419677   0.0703554  0.643249     169.169
#? Does it fire for ever with 10 uA/cm^2? = axon.spikes > 2
#h Is 10 within the two?
#~ no: from 9.8 on there is no stable rest
#! From 9.8 to 154 uA/cm^2 nothing is stable: the gates chase each other.
reset axon; feed axon const 10uA/cm^2; run axon 100ms
#> reset: axon
#> axon gets const 10 uA/cm^2
#> axon: 10000 steps to step 10000, 100 ms, 7 spikes (at 191, 1683, 3148, 4611, 6075, 7539, ...), mem -62.1456 mV
expect axon.spikes >= 6

# Lesson 10 draws such a chase as a way in a plane.
