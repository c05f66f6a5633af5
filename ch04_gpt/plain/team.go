package plain

import "sync/atomic"

// team is the goroutines that share the work of one call: the caller's and some helpers. Who has nothing to do, a
// helper before the next job or the caller before the others have done theirs, looks again and again for some
// microseconds before it sleeps: while a call lasts the wait is short, and to wake up takes longer. Who gathers a team
// dismisses it, so that none is left behind.
type team struct {
	helpers int
	job     atomic.Pointer[job]
	wake    chan struct{} // one for each helper that may sleep
	over    atomic.Bool
}

// gather starts a team for so many cores.
func gather(cores int) *team {
	t := &team{helpers: cores - 1, wake: make(chan struct{}, max(1, cores-1))}
	for range t.helpers {
		go t.help()
	}
	return t
}

// dismiss ends the helpers.
func (t *team) dismiss() {
	t.over.Store(true)
	close(t.wake)
}

// looks is how often one looks before one sleeps, about 50 microseconds.
const looks = 50000

// help does its share of job after job.
func (t *team) help() {
	var done *job
	for !t.over.Load() {
		j := t.job.Load()
		for n := 0; j == done && n < looks && !t.over.Load(); n++ {
			j = t.job.Load()
		}
		if j == done {
			<-t.wake
			continue
		}
		j.run()
		done = j
	}
}

// job is work on 0 to n in pieces of a size, which its workers take one by one until none is left.
type job struct {
	n, size int
	work    func(from, to int)
	next    atomic.Int64  // where the next piece begins
	open    atomic.Int64  // pieces that are not done
	done    chan struct{} // closed when all are
}

// run takes pieces until none is left.
func (j *job) run() {
	for {
		to := int(j.next.Add(int64(j.size)))
		from := to - j.size
		if from >= j.n {
			return
		}
		j.work(from, min(to, j.n))
		if j.open.Add(-1) == 0 {
			close(j.done)
		}
	}
}

// wait comes back when all pieces are done.
func (j *job) wait() {
	for range looks {
		if j.open.Load() == 0 {
			return
		}
	}
	<-j.done
}

// leastWork is the number of products below which to wake a helper takes longer than to do them.
const leastWork = 1 << 15

// split does work on 0 to n in pieces of a size, each of which takes cost·size products, and comes back when all is
// done. A helper that is late finds nothing left, and nobody waits for it.
func (t *team) split(n, size, cost int, work func(from, to int)) {
	if t.helpers == 0 || n <= size || n*cost < leastWork {
		work(0, n)
		return
	}
	j := &job{n: n, size: size, work: work, done: make(chan struct{})}
	j.open.Store(int64(ceil(n, size)))
	t.job.Store(j)
	for range t.helpers {
		select {
		case t.wake <- struct{}{}:
		default: // as many have been woken as there are
		}
	}
	j.run()
	j.wait()
}

// each does work for 0 to n-1, each of which takes cost products.
func (t *team) each(n, cost int, work func(i int)) {
	t.split(n, max(1, n/(4*(t.helpers+1))), cost, func(from, to int) {
		for i := from; i < to; i++ {
			work(i)
		}
	})
}
