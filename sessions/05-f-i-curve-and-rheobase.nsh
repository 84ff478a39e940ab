#!/usr/bin/env neurosh
#: width=80
# f-I curve and rheobase
#
# How often does a neuron fire for a current? The answer for every current is
# its f-I curve: f is the firing rate, I the input current.
create lif n tau=10
#? Which current must be exceeded for a neuron with threshold 1 to fire? = n.threshold
#h Where does mem end, if it never fires?
#~ 10: that is tau, which says how fast, not how far
#! mem comes as close to the current as you like, and no further (lesson 2): up
#! to 1 it is silent.
fi n 0..4 step 0.5
#> input  interval_rate (spikes/step)
#>   0                      0
#>   0.5                    0
#>   1                      0
#>   1.5                    0.0909091
#>   2                      0.142857
#>   2.5                    0.2
#>   3                      0.25
#>   3.5                    0.25
#>   4                      0.333333
#> interval_rate (spikes/step) of n
#>     |
#>     |                                                                      ..*
#> 0.3 +                                                                  ....
#>     |                                                    ..*........*..
#>     |                                                ....
#> 0.2 +                                           ..*..
#>     |                                       ....
#>     |                                ....*..
#> 0.1 +                          .*....
#>     |                       ...
#>     |                    ...
#> 0.0 +*........*........*.
#>     ++--------+--------+--------+--------+--------+--------+--------+--------+
#>     0.0      0.5      1.0      1.5      2.0      2.5      3.0      3.5     4.0
#>                                        input
#> rheobase between 1 and 1.5

# The smallest current that makes a neuron fire is its rheobase. The curve
# brackets it; find narrows it down, for the time that there is. It stops some
# digits behind the point: in 250 steps anything above 1 will do. (There are
# neurons that fire once and fall silent, as in lesson 9. find counts that spike;
# fi, which looks at what goes on after a while, does not.)
find rheobase n
#> rheobase of n: input 1.00001, the smallest that makes it fire within 250 steps
expect 1 / (1 - 0.9^250) == 1 +- 1e-11

# The less time, the more current. From 0, mem is after n steps
# I (1 - (1 - 1/tau)^n), and 0.9^5 is 0.59.
#? How much does it take to fire within 5 steps? = 1 / (1 - 0.9^5)
#h 0.41 of the current has to be 1.
#~ 1: in five steps mem is only 0.41 of the way there
#~ 0.41: of a current of 1, yes; which current makes that 1?
#! mem reaches I (1 - 0.59) = 0.41 I, and 1 / 0.41 is 2.44.
find rheobase n for=5
#> rheobase of n: input 2.44195, the smallest that makes it fire within 5 steps
expect 0.9^5 == 0.59 +- 0.001
expect 1 - 0.9^5 == 0.41 +- 0.001

# So the curve has a closed form: where mem passes the threshold it fires, and
# begins again. 'theory' puts the closed form beside a simulation.
feed n const 1.3
#? After how many steps does it fire with a current of 1.3? = n.first_spike
#h 0.9^n has to be below 1 - 1/1.3.
#~ 13: 0.9^13 is 0.254, not yet below 0.231
#! 1.3 (1 - 0.9^n) has to pass 1, so that 0.9^n has to be below 0.231: n is 14,
#! as log 0.231 / log 0.9 is 13.9.
run n 30
#> n: 30 steps to step 30, 2 spikes (at 14, 28), mem 0.247
expect 1 - 1/1.3 == 0.231 +- 0.0005
expect log(1 - 1/1.3) / log(0.9) == 13.9 +- 0.05
theory n
#> n, input 1.3: LIF from 0, after n steps: I (1 - (1 - 1/tau)^n)
#> quantity         theory  simulation  off by
#> first spike  14          14          0%
#> interval     14          14          0%
#> rate          0.0714286   0.0714286  0%
#> it fires for input above 1

# The other way round: which tau gives a spike every 20 steps?
#? Has tau to be larger or smaller than 10 for that? = larger
#h 1.3 takes 14 steps with 10.
#~ smaller: then each step takes more of the way, and it fires sooner
#! Larger: a smaller share of the way each step, and so more steps to 1.
find tau n where interval==20
#> tau 13.4639: interval 20

# It is not the only one, since steps are whole: all from 13.47 to 14.14 give 20.
sweep n tau=13.4,13.47,13.8,14.14,14.2 measure=interval for=200 height=6
#>   tau  interval
#> 13.4         19
#> 13.47        20
#> 13.8         20
#> 14.14        20
#> 14.2         21
#> interval of n
#> 21.0 +                                                                      .*
#> 20.5 +                                                                    ..
#> 20.0 +     .*.............................*.............................*.
#>      |   ..
#> 19.5 + ..
#> 19.0 +*
#>      ++--------+--------+--------+--------+-------+--------+--------+--------+
#>     13.4     13.5     13.6     13.7     13.8    13.9     14.0     14.1    14.2
#>                                         tau
#? And with a tau of 20, when is the first spike? = n.first_spike +- 2
#h Twice the tau.
#~ 14: that was with 10
#~ 7: the other way round
#! Twice the tau of 10 takes about twice the 14 steps.
reset n; set n tau=20; run n 100
#> reset: n
#> n: tau 20
#> n: 100 steps to step 100, 3 spikes (at 29, 58, 87), mem 0.632655

# And over both at once: the darker, the longer the interval. On the left it is
# blank: no spikes.
#? The edge where firing begins: does it lean to one side, or stand upright? = upright
#h Does the rheobase depend on tau?
#~ leans | lean | side: tau says how long it takes to the threshold, not whether
#! Upright: tau says how long it takes to the threshold, not whether.
sweep n input=0..4 41 tau=3..20 18 measure=interval for=200 height=9
#> interval over input and tau
#> 20 +           @#**++=====---------------::::
#>    |           %#*++=====------------::::::::
#> 15 +           %*++====-----------:::::::::::
#>    |           #*+===----------::::::::::::::
#>    |           *+===-------::::::::::::::::::
#> 10 +           +==------:::::::::::::::::::::
#>    |           ==----::::::::::::::::::::::::
#>  5 +           =--:::::::::::::::::::::::::::
#>    |           -:::::::::::::::::::::::::::::
#>    ++---------+---------+---------+---------+
#>     0         1         2         3         4
#>                       input
#>     1 :-=+*#%@ 47   blank: no value
#>     a mark: mean of up to 1 x 2 values

reset n; set n tau=10
#task Find a current with which n fires every 5 steps, and run it for 20.
#h 0.41 of it has to be above 1, and 0.34 not (0.9^4 is 0.66).
#! From 2.44 to 2.9.
feed n const 2.5
run n 20
expect n.spikes == 4
expect 1 / (1 - 0.9^5) == 2.44 +- 0.005
expect 1 / (1 - 0.9^4) == 2.9 +- 0.05
expect 0.9^4 == 0.66 +- 0.005
