#!/usr/bin/env neurosh
#: width=80
# Gap junctions
#
# A gap junction joins two membranes directly: no spike is needed, and what
# one neuron does drags the other along. A current flows from the higher one to
# the lower one, weight times the difference.
create FitzHughNagumo x dt=0.1 mem=1.5 w=0
#> x: FitzHughNagumo, threshold 1, tau 12.5, step 100
create FitzHughNagumo y dt=0.1 mem=-1 w=0.8
#> y: FitzHughNagumo, threshold 1, tau 12.5, step 100
feed x const 0.5
#> x gets const 0.5
feed y const 0.5
#> y gets const 0.5
connect x -> y synapse=gap weight=0.05
#> x_y: x -> y.input through gap junction, 1 synapse, weight 0.05, delay 0 steps
#> y_x: y -> x.input through gap junction, 1 synapse, weight 0.05, delay 0 steps
#? mem of x is 2.5 higher at first. What flows into y then, on top of its 0.5? = 0.05 * 2.5
#h weight times the difference.
#~ -0.05 * 2.5: it flows from the higher one to the lower one, so into y
#~ 2.5: times the weight of 0.05
#! As much flows out of x.
run x 1
expect y.input[1] == 0.5 + 0.05 * 2.5 +- 1e-9
expect x.input[1] == 0.5 - 0.05 * 2.5 +- 1e-9
#? They begin 2.5 apart. How far apart are they after 3000 steps? = abs(x.mem - y.mem) +- 0.1
#h The current flows as long as they differ.
#~ 2.5: the current takes the difference away, little by little
#! The one that is ahead is held back, the other is pulled along, until they
#! go together.
run x 2999
#> x: 2999 steps to step 3000, 7 spikes (at 335, 696, 1084, 1476, 1870, 2265, ...), mem -0.925273
#> y: 2999 steps to step 3000, 7 spikes (at 267, 677, 1077, 1474, 1869, 2264, ...), mem -0.924529
compare x y height=12
#> mem   * x   o y
#>      *       |       |       |      |        |       |       |       7 spikes
#>      o      |       |       |       |       |        |       |       7 spikes
#>     2 +       *      *       o       o       o       o       o
#>       |**   oo**    ooo     ooo      oo      oo      oo      oo
#>       | *   ooo*    o*o*    o*o*    oooo     ooo     ooo     ooo
#>     1 +-** -o*o* - -o*oo - -o*oo - -o- o - -o* o - -oo o - - o o - - threshold 1
#>       |  *  o* o*   o* o    o  o    o  o    o  o    o  o    o  o
#>       |  *  o* o*   o* o    o  o    o  o    o  o    o  o    o  o
#>     0 +  *  o* o*   o  o    o  o    o  o    o  o    o  o    o  o
#>       |  * oo* o*  oo  o    o  o    o  o    o  o    o  o    o  o
#>    -1 +o *oo** o*  o*  o   oo  o   oo  o   oo  o   oo  o   oo  o   o
#>       |oooo**  o*ooo   o* oo   o  oo   o  oo   o  oo   oo oo   oo oo
#>       |oo***   ooo*    ooo*    oooo    oooo    oooo     ooo     ooo
#>    -2 +  **    oo*     oo      oo       o       o       o       o
#>       +----------+---------+---------+---------+---------+---------+
#>                 500      1000      1500      2000      2500     3000 step
#> 0.642 |    _||      _|
#>       |  |'  |.||--' |-|----''------''------------------------------ input x
#> 0.327 |.-|     ||      |
#> 0.673 |--|     ||      |
#>       |  |__ |-||... |.|-......--................................... input y
#> 0.358 |     ||      '|
#> 7 and 7 spikes, 1 at the same step
#> mem differs most at step 16: 1.77486 and -1.68171
expect abs(x.mem - y.mem) < 0.01

# Cut it, which cuts both ways, and set one of them back to where it began.
drop x_y
set y mem=-1 w=0.8
#? Without the junction, do their spikes come within 10 steps of each other again? = abs(x.last_spike - y.last_spike) < 10
#h Both have the same input and the same equations. Who tells y that it is not where x is?
#~ yes: nothing tells one of them about the other any more
#! They fire at the same rate, one behind the other, and it stays so.
run x 2000; run y 2000

# Join them again.
#task Connect the two by a gap junction, and run until their mem differ by less than 0.2.
#h 'connect x -> y synapse=gap weight=0.05' joins both ways; 'run x 3000' takes y along.
connect x -> y synapse=gap weight=0.05
run x 3000
expect abs(x.mem - y.mem) < 0.2

# The next lesson lets synapses learn.
