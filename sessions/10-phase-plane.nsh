#!/usr/bin/env neurosh
#: width=80
# Phase plane
#
# A neuron with two states can be seen at once: one state to the right, the
# other upwards, and time is the way the point takes. FitzHugh and Nagumo made
# Hodgkin and Huxley's axon that small: mem and a slow recovery w.
create fitzhughnagumo n dt=0.1
feed n const 0.5
#? Does it fire again and again? = n.spikes > 1
#! It finds no rest, as the plane below shows.
run n 1000
#> n: 1000 steps to step 1000, 3 spikes (at 28, 439, 834), mem -1.9486

# On a nullcline one of the two states stands still: mem on the one that is
# bent like an N, w on the straight one. Where they cross, nothing moves.
phase n mem,w height=14
#> w over mem of n
#> * trajectory   : mem nullcline   = w nullcline   O unstable
#>   |    :                                        ==
#>   |   >::     <       ***********************************     <       <
#>   |     :**************                    ===      ::::******
#> 1 +      **                              ===   ::::::      ::***
#>   |   >   **  <       <       <       <===  ::::      >       :***    <
#>   |        **                       ===  ::::                    ***
#>   |         **:                   === ::::                        :**
#>   |   >      ***:     <       <=== ::::       >       >       >     **<
#>   |            ***:          ===::::                           ********
#> 0 +              *****:::::O==::     ***************************      **
#>   |   >       >      *****************>       >       >       >   ******:
#>   |                   ===              ***************************      ::
#>   |                 ==*****************                                  :
#>   |   >       >    == >       >       >       >       >       >       >   :
#>   +------+------+-------+-------+-------+-------+------+-------+-------+------
#>        -2.0   -1.5    -1.0    -0.5     0.0     0.5    1.0     1.5     2.0
#>                                        mem
#> fixed point at mem -0.804848, w -0.13106: unstable focus
#> for input 0.5
#? It begins at the fixed point, almost. Does it stay there? = n.spikes == 0
#! Disturbances grow there: it spirals out, and then goes round and round.
reset n; set n mem=-0.8 w=-0.13; run n 1000
#> reset: n
#> n: mem -0.8, w -0.13
#> n: 1000 steps to step 1000, 2 spikes (at 313, 702), mem -1.21627

# 'find equilibrium' has the fixed point with its character: how fast small
# disturbances grow, and how often they turn.
find equilibrium n
#>       mem         w  kind            growth (1/step)  turns (1/step)
#> -0.804848  -0.13106  unstable focus         0.014411      0.00304856
#> times are in steps, of which each is 0.1 in the time of the equations (dt)

# Without input the lines cross further to the left, where disturbances die.
feed n const 0
find equilibrium n
#>      mem         w  kind          growth (1/step)  turns (1/step)
#> -1.19941  -0.62426  stable focus        -0.025129      0.00337328
#> times are in steps, of which each is 0.1 in the time of the equations (dt)

# Somewhere between the two the fixed point changes from one to the other. That
# is a Hopf bifurcation; there are two of them, and it fires in between.
#? Does the first one lie above or below 0.5?
find hopf n
#>    input        mem          w  turns (1/step)
#> 0.331281  -0.967471  -0.334339      0.00438483
#> 1.41872    0.967471   2.08434       0.00438483
#> times are in steps, of which each is 0.1 in the time of the equations (dt)

# Close above it a small swing grows to a spike at once: firing begins with a
# rate that is not small. Such neurons are of class 2.
fi n 0.2..0.5 7 for=4000 height=6
#> input  interval_rate (spikes/step)
#>  0.2                    0
#>  0.25                   0
#>  0.3                    0
#>  0.35                   0.00219218
#>  0.4                    0.00235611
#>  0.45                   0.002457
#>  0.5                    0.00253325
#> interval_rate (spikes/step) of n
#> 0.003 +
#>       |                                  .*...........*..........*...........*
#> 0.002 +                               ...
#> 0.001 +                            ...
#>       |                         ...
#> 0.000 +*...........*..........*.
#>       ++-----------+----------+-----------+-----------+----------+-----------+
#>      0.20        0.25       0.30        0.35        0.40       0.45       0.50
#>                                         input
#> rheobase between 0.3 and 0.35

# In class 1 two fixed points meet and vanish, and firing begins arbitrarily
# slowly. Morris and Lecar's neuron can do either.
create morrislecar m gCa=4 V3=12mV V4=17.4mV phi=0.0667/ms
find saddle-node m in -60mV..0mV
#> input (uA/cm^2)   mem (mV)          w
#>        -9.94904   -4.04852  0.136501
#>        39.9632   -29.3898   0.0085144
