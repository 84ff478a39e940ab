#!/usr/bin/env neurosh
#: width=80 seed=1
# Noise and CV
#
# Neurons in the brain fire irregularly. How irregularly is told by the CV of
# the intervals between spikes: their standard deviation by their mean. The
# CV of a clock is 0, that of events without memory (a Poisson process) 1.
create lif p n=40 tau=10
feed p const 1.5
#? How many spikes does one of them have in 300 steps? = p[1].spikes +- 3
#h 300 steps, and a spike every 11.
#~ 300: not every step fires
#! One every 11 steps, as 1.5 (1 - 0.9^11) is the first above 1.
run p 300
stats p
#> node  neurons  steps  spikes  rate  ISI  CV  synchrony
#> p          40    300    1080  0.09   11   0          1

# All alike, all regular. Now with noise.
reset p
feed p const 1.5
feed p + noise 0 2
#? Do p[1] and p[2] still fire for the first time at the same step? = p[1].first_spike == p[2].first_spike
#h Each neuron has noise of its own.
#~ yes: they have the same mean, but noise of their own
#! Chance decides how long each way to the threshold takes.
run p 300
stats p
#> node  neurons  steps  spikes       rate      ISI        CV  synchrony
#> p          40    300    1130  0.0941667  10.4364  0.502198   0.162251
raster p height=10
#> p: 1130 spikes of 40 neurons   2-9: so many spikes
#>    40 +2323 332|32 2|2|2|||22|23|33 |222|32||23|223|2|32|222|23 3 2222
#>       ||334|22| 33223|2|222|||23|4||22|||| |2232 |3 3|3 3|2222|4 23|22
#>    30 +||2222|2323  23|23222 22 222|4|4|222 3|32|2|32||223 32223|||32
#>       || 3|2|32234 3||32 22||32|25 2223|2 3|4||2|32|4|3223 22 2 2|||3|
#>       ||2|2 53|22|2|33|2343 4|2 |232|2322 3|232|3||33|223232|3||2|2|3|
#>    20 +2  3||34|32 |2|2|4223222223|3 |23||22 232|||2||3|3 232|||2|3 2|
#>       |||3323 24223|22|2222232|||323 2|3242322|2|||222|2||23|224| |||3
#>    10 + |3|223| 33 234| 2| |3|32 24|||34|3|2|2|2|32|3 3|2|322|22222|||
#>       ||23 |223|3|2||33|42|2233 3||422|323|23||2|3222|23 23 3|3|||332|
#>       | 22|2432||3| 2|223 4|3232|33|||2  233|22||22|3||3||3222|42  3|
#>       +----------+---------+----------+---------+----------+---------+
#>                 50        100        150       200        250      300 step
#>  0.14 |     :   ::      :        :          :       :
#>       | :::::::::: :::::::::::::::::::::::::::::::::: ::::::::::: :::: rate
#>     0 |:::::::::::::::::::::::::::::::::::::::::::::::::::::::::::::::

# There are two ways to fire: driven by the mean, above the threshold, or by
# chance, below it.
reset p
feed p const 0.7
feed p + noise 0 2
#? Without noise 0.7 is too little. Is the CV with it larger than the 0.5 above? = p[1].cv > 0.5
#h Is there still something that sets the pace?
#~ no: it is chance alone that fires now
#! The mean sets no pace any more: chance lifts mem over the threshold now and
#! then, as it does with events that have no memory.
run p 5000
stats p
#> node  neurons  steps  spikes     rate      ISI        CV  synchrony
#> p          40   5000    6774  0.03387  29.4779  0.774385   0.156345
hist p isi height=6
#> count of ISI (step) of p
#>      |  ##
#>      |  ##
#>      |  ####
#> 1000 +########
#>      |##########
#>      |########################################    ##  ##
#>      ++---------+---------+---------+---------+---------
#>       0        50        100       150       200
#>                   ISI (step), in bins of 10
#> 6734 intervals from 2 to 243, mean 29.4033, sd 22.9365, CV 0.780065

# The mean of the CVs of all neurons (stats) is a little less than the CV of all
# intervals together (hist): each neuron has its own mean.

# The further the mean is below the threshold, the closer to 1 comes the CV:
reset p
feed p const 0
feed p + noise 0 2
run p 20000
stats p
#> node  neurons  steps  spikes        rate      ISI        CV  synchrony
#> p          40  20000    3541  0.00442625  224.737  0.937198    0.16091

# For a leaky neuron in continuous time both numbers are known: the rate by
# Siegert, the CV by Brunel.
create noisylif n
theory n for=4000ms
#> n, input 0 mV: rate by Siegert 1951, CV by Brunel 2000; the simulation is of 32 neurons
#> quantity     theory  simulation  off by
#> rate (Hz)  9.4608      8.68164   8.24%
#> CV         0.814757    0.790614  2.96%

# The simulated rate stays below. What crosses the threshold between two steps
# and comes back is not seen.
#? dt is 0.1 ms. Will the rate be closer to the theory with 0.02 ms, or the same? = closer
#h How much can happen between two steps?
#~ same | "the same": the shorter a step, the less passes unseen
#! Closer: less happens between two steps.
set n dt=0.02ms; theory n for=4000ms
#> n: dt 0.02 ms
#> n, input 0 mV: rate by Siegert 1951, CV by Brunel 2000; the simulation is of 32 neurons
#> quantity     theory  simulation  off by
#> rate (Hz)  9.4608      9.16992   3.07%
#> CV         0.814757    0.778806  4.41%
#? A higher mean and less noise: will the CV be larger or smaller? = smaller
#h What sets the pace now?
#~ larger: the mean is above the threshold and sets the pace
#! Smaller. The mean of 25 mV is above the threshold of 20 mV: it sets the pace.
create noisylif m mu=25 sigma=2; theory m for=1000ms
#> m: NoisyLIF, threshold 20 mV, tau 20 ms, step 100
#> m, input 0 mV: rate by Siegert 1951, CV by Brunel 2000; the simulation is of 32 neurons
#> quantity      theory  simulation  off by
#> rate (Hz)  42.8496     42.5       0.82%
#> CV          0.208308    0.210521  1.06%

# Many such neurons, connected at random, make their own noise. From outside
# comes eta times the drive that would just take mem to the threshold; the rate
# at which the network then settles follows from the same formula.
theory brunel g=5 eta=2
#> mean field: mu = C J tau (nu_ext + nu (1 - g CI/CE)), nu = Siegert's rate; nu_thr 10 Hz
#> rate (Hz)  mu (mV)  sigma (mV)        CV  stable
#>   37.9497  21.0252     7.68291  0.675329  yes

# sigma^2 is 59 mV^2. The drive from outside, 1000 synapses of J = 0.1 mV at
# 20 Hz each, makes J^2 1000 tau 20 Hz of it, with a tau of 20 ms: 4 mV^2. All
# the rest is what they do to each other.
expect 7.68291^2 == 59 +- 0.05
expect 0.1^2 * 1000 * 0.02 * 20 == 4 +- 1e-9

reset p
#task Let p fire irregularly: feed it a constant current and noise, and run p for 5000, so that the CV of p[1] is above 0.7.
#h The mean below the threshold, so that chance alone makes it fire: 'feed p const 0.6; feed p + noise 0 1.5'. 'reset p' before another try.
#! The further the mean is below the threshold, the more like chance alone.
feed p const 0.5
feed p + noise 0 2
run p 5000
expect p[1].cv > 0.7
