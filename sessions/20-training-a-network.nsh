#!/usr/bin/env neurosh
#: width=80
# Training a network
#
# One neuron can only weigh its inputs against a threshold. Here a layer of
# neurons between input and output learns what that cannot do: to say whether
# exactly one of two inputs is on.
#
# Two relays pass their input on as it is. Six hidden neurons get both, with
# weights by chance, and two output neurons get what these fire.
create relay x n=2
create lif hidden n=6
create lif out n=2
connect x -> hidden weight=0.5 deviation=1
connect hidden -> out weight=0 deviation=1
module net: x hidden out

# Four samples: what flows into x[1] and x[2], and which output is to fire more.
# It is 2 where just one of them is on. The loss is the cross-entropy of the two
# spike counts.
grad net loss out.tau classes="0,0,1 0,2,2 2,0,2 2,2,1" steps=10
#> loss 0.551592, 3 of 4 right
#> parameter  value  d loss / d parameter
#> out.tau        2             0.0471072

# The gradient of the loss goes back through spikes, by their surrogate, through
# the weights and through all ten steps: one number for each weight.
grad net loss hidden_out.weight classes="0,0,1 0,2,2 2,0,2 2,2,1" steps=10
#> loss 0.551592, 3 of 4 right
#> parameter                   value  d loss / d parameter
#> hidden_out.weight[1]   -1.07213             6.40222e-08
#> hidden_out.weight[2]   -0.713881           -0.00816951
#> hidden_out.weight[3]   -2.35536             0.000792884
#> hidden_out.weight[4]    0.902076           -0.0206494
#> hidden_out.weight[5]    0.0822174           0.000971597
#> hidden_out.weight[6]   -0.504318            0.153343
#> hidden_out.weight[7]   -0.287503            0.00698049
#> hidden_out.weight[8]    0.531027           -0.0338493
#> hidden_out.weight[9]    0.297149            0.00698007
#> hidden_out.weight[10]  -0.662312            0.0021666
#> hidden_out.weight[11]  -0.550582            0
#> hidden_out.weight[12]   0.40523             0
#? A hidden neuron that never fires: which gradient do its weights to the output have?
#- a small one, as its surrogate is never 0
#+ none at all: a weight counts by the spikes that went through it
#- a large one, since it has most to learn
#h What goes through such a weight?
#~ a: that is the gradient of its own inputs, not of what it sends
#~ c: nothing that it could learn has been seen
#! d loss / d weight is the sum over all steps of the spike that came in and of what the output's mem means to the loss.
#! Its weights from x have a gradient all the same: through the surrogate of a spike that was not.

# Along the gradient, two hundred times, with Adam.
fit net x_hidden.weight,hidden_out.weight to classes="0,0,1 0,2,2 2,0,2 2,2,1" steps=10 iterations=200
#> out: 12 of x_hidden.weight, 12 of hidden_out.weight; loss 0.551592 -> 0.173321, 4 of 4 right after 200 iterations

# What it has learnt is in the session. With the second input on:
feed x[2] const 2
run net 10
raster hidden
#> hidden: 20 spikes of 6 neurons
#>     6 +
#>       |
#>     4 +|      |      |      |      |     |      |      |      |      |
#>       |
#>     2 +|      |      |      |      |     |      |      |      |      |
#>       |
#>       ++------+------+------+------+-----+------+------+------+------+
#>        1      2      3      4      5     6      7      8      9     10 step
#> 0.333 |:::::::::::::::::::::::::::::::::::::::::::::::::::::::::::::::
#>       |::::::::::::::::::::::::::::::::::::::::::::::::::::::::::::::: rate
#>     0 |:::::::::::::::::::::::::::::::::::::::::::::::::::::::::::::::
stats out
#> node  neurons  steps  spikes  rate  ISI  CV  synchrony
#> out         2     10      10   0.5    1   0   0.707107
expect out[2].spikes > out[1].spikes
# And with both:
feed x[1] const 2
reset net
run net 10
#? How often does out[2] fire now? = out[2].spikes
#h It is to say that just one of them is on.
#~ 10: that was with one input; now it would be wrong
#! Both on is class 1: the hidden neurons that fire now hold it back.
stats out
#> node  neurons  steps  spikes  rate  ISI  CV  synchrony
#> out         2     10      10   0.5    1   0   0.707107
expect out[1].spikes >= out[2].spikes

#task Have it tell the first input alone: let it flow into x[1] only, from the start, for ten steps.
#h 'feed x[2] const 0', 'reset net', 'run net 10'.
feed x[2] const 0
reset net
run net 10
expect out[2].spikes > out[1].spikes

# Without the hidden layer no weights do it: one sum would have to be large for
# either input and small for both.
create lif single n=2
connect x -> single weight=0 deviation=1
module flat: x single
#? How many of the four samples can such a layer get right at most?
#- all four, with other weights to begin with
#+ three: a line can part one of the four from the others, but not two opposite ones
#- two, as by chance
#h One input on is to give the same answer as the other, both on another one.
#~ a: no weights do; begin with others and see
#~ c: one of the four is easy to tell from the rest
#! Each output weighs x[1] and x[2]. Where it fires for one of them, it fires for both, if nothing holds it back.
fit flat x_single.weight to classes="0,0,1 0,2,2 2,0,2 2,2,1" steps=10 iterations=200
#> single: 4 of x_single.weight; loss 1.59993 -> 0.349931, 3 of 4 right after 200 iterations

# 'help fit' has more: classes=FILE takes a row a sample from a file, rates=FILE
# wants rates in place of classes.
#
# 'learn' has another word for it, where only weights are to change. With
# 'batch=2' each step goes by two of the samples, in an order that the seed
# draws, and an iteration is one pass over all of them. From other weights:
set x_hidden weight=normal(0.5,1)
set hidden_out weight=normal(0,1)
learn x_hidden,hidden_out by gradient to classes="0,0,1 0,2,2 2,0,2 2,2,1" steps=10 iterations=100 batch=2
#> out: 12 of x_hidden.weight, 12 of hidden_out.weight; loss 2.70504 -> 0.348264, 4 of 4 right after 100 iterations
