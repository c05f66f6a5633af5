// Package bench measures what learners wait for – tokenizing, a forward pass, a training step, generated tokens – and,
// in the same run, what the machine could do at best: the speed of large matrix products and of reading memory. The
// share of those limits says more than milliseconds do, which differ from machine to machine.
package bench
