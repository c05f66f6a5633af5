package backend

import (
	"slices"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/shapes"
)

// parameters are those of a graph. The backend sees more of them than whoever built the graph: rows of a parameter are
// one of their own, since no operation of the Go backend takes a part of an array without copying it.
type parameters struct {
	// the place of each among the inputs of the executable; -1 in functions that are not the main one
	places  map[compute.Value]int
	inputs  int      // from outside
	sources []source // of each parameter that the backend sees
}

// source is an input, or the rows of it from one to before another; all of them when both are 0.
type source struct{ input, from, to int }

func (s source) whole() bool { return s.from == s.to }

func (p *parameters) add(x compute.Value, main bool) {
	if !main {
		p.places[x] = -1
		return
	}
	p.places[x] = p.inputs
	p.sources = append(p.sources, source{input: p.inputs})
	p.inputs++
}

func (p *parameters) has(x compute.Value) bool {
	_, ok := p.places[x]
	return ok
}

func (p *parameters) hasViews() bool { return len(p.sources) > p.inputs }

// outside leaves out what stands for views.
func outside[T any](p *parameters, inside []T) []T {
	if !p.hasViews() {
		return inside
	}
	var list []T
	for i, s := range p.sources {
		if s.whole() {
			list = append(list, inside[i])
		}
	}
	return list
}

// viewed says whether rows of an input are looked at.
func (p *parameters) viewed(input int) bool {
	return p.hasViews() && slices.ContainsFunc(p.sources, func(s source) bool { return s.input == input && !s.whole() })
}

// inside are the buffers for all parameters that the backend sees, and which of them are given away.
func (p *parameters) inside(inputs []compute.Buffer, donate []bool) (buffers []compute.Buffer, given []bool,
	err error) {
	if !p.hasViews() || len(inputs) != p.inputs { // of a wrong number the backend complains
		return inputs, donate, nil
	}
	buffers, given = make([]compute.Buffer, len(p.sources)), make([]bool, len(p.sources))
	for i, s := range p.sources {
		if s.whole() {
			buffers[i], given[i] = inputs[s.input], len(donate) > 0 && donate[s.input]
		} else if buffers[i], err = viewOfRows(inputs[s.input], s.from, s.to); err != nil {
			return nil, nil, err
		}
	}
	return buffers, given, nil
}

// rewriterExecutable takes and returns the buffers of a rewriter.
type rewriterExecutable struct {
	compute.Executable
	backend    *rewriter
	parameters *parameters
}

// Inputs are those that the graph was built with.
func (e rewriterExecutable) Inputs() (names []string, shapes []shapes.Shape) {
	names, shapes = e.Executable.Inputs()
	return outside(e.parameters, names), outside(e.parameters, shapes)
}

func (e rewriterExecutable) Execute(inputs []compute.Buffer, donate []bool,
	device compute.DeviceNum) ([]compute.Buffer, error) {
	inputs = slices.Clone(inputs)
	for i, input := range inputs {
		if b, ok := input.(rewriterBuffer); ok {
			inputs[i] = b.Buffer
		}
	}
	donate, later := e.splitDonated(donate)
	inside, donate, err := e.parameters.inside(inputs, donate)
	if err != nil {
		return nil, err
	}
	outputs, err := e.Executable.Execute(inside, donate, device)
	if err != nil {
		return nil, err
	}
	for i, output := range outputs {
		outputs[i] = rewriterBuffer{output, e.backend}
	}
	for _, i := range later {
		if err := inputs[i].Finalize(); err != nil {
			return nil, err
		}
	}
	return outputs, nil
}

// splitDonated tells which of the inputs that are given away the backend gets for itself, and which are finalized after
// the run.
func (e rewriterExecutable) splitDonated(donate []bool) (now []bool, later []int) {
	now = slices.Clone(donate)
	for i, given := range donate {
		// the memory of a view must last as long as the run
		if given && (e.backend.finalizeDonated || e.parameters.viewed(i)) {
			now[i] = false
			later = append(later, i)
		}
	}
	return now, later
}
