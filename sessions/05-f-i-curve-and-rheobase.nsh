#!/usr/bin/env neurosh
#: width=80
# f-I curve and rheobase
#
# How often does a neuron fire for a current? The answer for every current is
# its f-I curve: f is the firing rate, I the input current.
create lif n tau=10
#? From which current on will a neuron with threshold 1 fire?
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
# brackets it; find narrows it down. The less time there is, the more current
# it takes.
find rheobase n
#> rheobase of n: input 1.00001, the smallest that makes it fire within 250 steps
find rheobase n for=5
#> rheobase of n: input 2.44195, the smallest that makes it fire within 5 steps

# For LIF the curve has a closed form. From 0, mem is after n steps
# I (1 - (1 - 1/tau)^n); where that passes the threshold it fires, and begins
# again. 'theory' puts the closed form beside a simulation.
feed n const 1.3
#? After how many steps does it fire with a current of 1.3? = n.first_spike
#! 1.3 (1 - 0.9^14) is 1.0026, and 13 steps are not enough.
run n 30
#> n: 30 steps to step 30, 2 spikes (at 14, 28), mem 0.247
theory n
#> n, input 1.3: LIF from 0, after n steps: I (1 - (1 - 1/tau)^n)
#> quantity         theory  simulation  off by
#> first spike  14          14          0%
#> interval     14          14          0%
#> rate          0.0714286   0.0714286  0%
#> it fires for input above 1

# The other way round: which tau gives a spike every 20 steps?
#? Has tau to be larger or smaller than 10 for that?
find tau n where interval==20
#> tau 13.4639: interval 20
#? And with a tau of 20, when is the first spike? = n.first_spike +- 2
#! A slower membrane takes longer to the threshold: from 14 steps with tau 10
#! to 29.
reset n; set n tau=20; run n 100
#> reset: n
#> n: tau 20
#> n: 100 steps to step 100, 3 spikes (at 29, 58, 87), mem 0.632655

# And over both at once: the darker, the more spikes. The line where firing
# begins does not depend on tau: the rheobase is the threshold.
sweep n input=0..4 41 tau=1..20 20 for=200 height=10
#> interval_rate (spikes/step) over input and tau
#> 20 +...........:::::::::::::::::::-----------
#>    |...........:::::::::::::::::-------------
#> 15 +...........::::::::::::::----------------
#>    |...........::::::::::::----------------==
#>    |...........:::::::::---------------======
#> 10 +...........:::::::------------===========
#>    |...........:::::---------=============+++
#>  5 +...........::-------========+++++********
#>    |...........----===+++++*******%%%%%%%%%%@
#>    |..........*###%%%%%%@@@@@@@@@@@@@@@@@@@@@
#>    ++---------+---------+---------+---------+
#>     0         1         2         3         4
#>                       input
#>     0 .:-=+*#%@ 1 spikes/step
#>     a mark: mean of up to 1 x 2 values
