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
#h Does it find a rest?
#~ no: it would have to find a rest that holds
#! It finds no rest, as the plane below shows.
run n 1000
#> n: 1000 steps to step 1000, 3 spikes (at 28, 439, 834), mem -1.9486

# On a nullcline one of the two states stands still: mem on the one that is
# bent like an N, w on the straight one. Where they cross, nothing moves.
phase n mem,w height=14
#> w over mem of n   * trajectory   : mem nullcline   = w nullcline   > direction
#> O unstable fixed point
#>   |    :                                        ==
#>   |   >::     <       ***********************************     <       <
#>   |     :*************.                    ===      ::::******
#> 1 +      **                              ===   ::::::      ::***
#>   |   >   **  <       <       <       <===  ::::      >       :***    <
#>   |        **                       ===  ::::                    ***
#>   |         **:                   === ::::                        :**
#>   |   >      ***:     <       <=== ::::       >       >       >     **<
#>   |            ***:          ===::::                           ********
#> 0 +              *****:::::O==::     ***********.**********.****      **
#>   |   >       >      *****************>       >       >       >   .*****:
#>   |                   ===              *.*.*.*.*.*..*.*..*.*.*..**      ::
#>   |                 ==***************.*                                  :
#>   |   >       >    == >       >       >       >       >       >       >   :
#>   +------+------+-------+-------+-------+-------+------+-------+-------+------
#>        -2.0   -1.5    -1.0    -0.5     0.0     0.5    1.0     1.5     2.0
#>                                        mem
#> fixed point at mem -0.804848, w -0.13106: unstable focus
#> for input 0.5
#? It begins at the fixed point, almost. Does it stay there? = n.spikes == 0
#h An O in the plane is a fixed point that disturbances leave.
#~ yes: the fixed point is an O: small disturbances grow
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
# is a Hopf bifurcation. There are two of them; in between it cannot rest.
#? Does the first one lie above or below 0.5? = below
#h At 0 it is stable, at 0.5 it is not.
#~ above: then 0.5 would still be stable
#! Below: with 0 the fixed point is stable, with 0.5 no longer.
find hopf n
#>    input        mem          w  turns (1/step)
#> 0.331281  -0.967471  -0.334339      0.00438483
#> 1.41872    0.967471   2.08434       0.00438483
#> times are in steps, of which each is 0.1 in the time of the equations (dt)

# A little below the first one both are possible. From its usual start, far from
# the fixed point, it fires for ever:
reset n; feed n const 0.325; run n 20000
#> reset: n
#> n gets const 0.325
#> n: 20000 steps to step 20000, 39 spikes (at 40, 578, 1096, 1614, 2132, 2650, ...), mem -1.41095
#? And from next to the fixed point, which is stable there? = n.spikes
#h Small disturbances of a stable point die.
#~ 1: not even one: it only spirals in
#! Small disturbances die, if slowly: it comes to rest. That it fires elsewhere,
#! it never finds out.
reset n; set n mem=-0.97 w=-0.34; run n 20000
#> reset: n
#> n: mem -0.97, w -0.34
#> n: 20000 steps to step 20000, 0 spikes, mem -0.972744

# So firing begins with large swings at once, and with a rate that is not small.
# Such neurons are of class 2.
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

# In class 1 firing begins arbitrarily slowly: two fixed points meet and vanish
# just where the point goes round, and it lingers where they were. Morris and
# Lecar's neuron does that at 39.96 uA/cm^2.
create morrislecar m gCa=4 V3=12mV V4=17.4mV phi=0.0667/ms
find saddle-node m in -60mV..0mV
#> input (uA/cm^2)   mem (mV)          w
#>        -9.94904   -4.04852  0.136501
#>        39.9632   -29.3898   0.0085144
fi m 39uA/cm^2..42uA/cm^2 7 for=4000ms height=7
#> input (uA/cm^2)  interval_rate (Hz)
#>            39               0
#>            39.5             0
#>            40               1.05962
#>            40.5             3.78827
#>            41               5.10638
#>            41.5             6.08046
#>            42               6.87578
#> interval_rate (Hz) of m
#>   |                                                                    ......*
#> 6 +                                                        ......*.....
#>   |                                           ......*......
#> 4 +                                  ...*.....
#> 2 +                            ......
#>   |                   ......*..
#> 0 +*...........*......
#>   ++-----------+------------+-----------+-----------+------------+-----------+
#>  39.0        39.5         40.0        40.5        41.0         41.5       42.0
#>                                  input (uA/cm^2)
#> rheobase between 39.5 and 40 uA/cm^2

# That they vanish is not yet class 1. phi says how fast w moves.
#? Do the fixed points move with phi?
#+ no, phi only says how fast w moves where it is not at rest
#- yes, with a faster w they lie elsewhere
#h A fixed point is where both stand still. Does it matter how fast they could go?
#~ b: at a fixed point w does not move, however fast it could
#! No: they are where w and mem stand still, however fast w moves elsewhere.
set m phi=0.23/ms; find saddle-node m in -60mV..0mV
#> m: phi 0.23 1/ms
#> input (uA/cm^2)   mem (mV)          w
#>        -9.94904   -4.04852  0.136501
#>        39.9632   -29.3898   0.0085144

# The same two vanish at the same current, but with this w the point goes round
# on another way, past them, and firing begins with some 40 Hz at once.
fi m 39uA/cm^2..40.5uA/cm^2 4 for=4000ms height=7
#> input (uA/cm^2)  interval_rate (Hz)
#>            39                0
#>            39.5              0
#>            40               41.5093
#>            40.5             45.1817
#> interval_rate (Hz) of m
#>    |
#> 40 +                                               ..*.......................*
#>    |                                          .....
#>    |                                     .....
#> 20 +                                .....
#>    |                           .....
#>  0 +*.......................*..
#>    ++---------+--------+---------+---------+---------+--------+---------+-----
#>   39.0      39.2     39.4      39.6      39.8      40.0     40.2      40.4
#>                                  input (uA/cm^2)
#> rheobase between 39.5 and 40 uA/cm^2

reset n
#task Too much current silences n as well. Find one above 0.5 with which it fires at most once in 2000 steps, and run n for 2000.
#h 'find hopf n' has named two currents; what is beyond the second? 'reset n' before another try.
#! Beyond the second of them the fixed point is stable again: mem stays up there.
feed n const 1.6
run n 2000
expect n.time == 2000
expect n.input > 0.5
expect n.spikes <= 1
