package nn

import (
	"fmt"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/distributed"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/core/tensors/dtensor"
	"github.com/gomlx/gomlx/ml/model"
)

// Devices are equal devices of a backend that share the work on each batch: data parallelism. Every device has all
// parameters and as many rows of the batch as the others. A graph is written as for one device and sees the whole
// batch; the backend cuts the work up and puts in the sums over all devices where the graph takes a mean over the
// batch. That mean is the one of a single device, up to the order of the additions.
type Devices struct {
	mesh *distributed.DeviceMesh
}

// rowsAxis names the only axis of the mesh of devices.
const rowsAxis = "rows"

// NewDevices takes the first n devices of a backend; the error says how many there are.
func NewDevices(be compute.Backend, n int) (*Devices, error) {
	if n < 1 {
		return nil, fmt.Errorf("%d devices: want at least 1", n)
	}
	if have := be.NumDevices(); n > have {
		return nil, fmt.Errorf("%d devices: the backend %s has %d; several need XLA and as many GPUs", n, be.Name(),
			have)
	}
	mesh, err := distributed.NewDeviceMesh([]int{n}, []string{rowsAxis})
	if err != nil {
		return nil, fmt.Errorf("%d devices: %w", n, err)
	}
	return &Devices{mesh}, nil
}

// N is the number of devices.
func (d *Devices) N() int { return d.mesh.NumDevices() }

// Whole is the specification of a tensor that every device has all of: parameters, numbers of a step, results.
func (d *Devices) Whole() *distributed.ShardingSpec {
	return distributed.NewReplicatedShardingSpec(d.mesh)
}

// Rows is the specification of a tensor of a rank from 1 up whose first axis, the rows of a batch, is dealt out among
// the devices: of rank 2 over two devices, [8, 256] becomes twice [4, 256].
func (d *Devices) Rows(rank int) *distributed.ShardingSpec {
	spec := &distributed.ShardingSpec{Mesh: d.mesh, Axes: make([]distributed.AxisSpec, rank)}
	spec.Axes[0] = distributed.AxisSpec{rowsAxis}
	return spec
}

// Gather brings the variables of a store back to where a single device has them.
func (d *Devices) Gather(store *model.Store) error {
	for v := range store.IterVariables() {
		if v.ShardingSpec() == nil {
			continue
		}
		t, err := v.Value()
		if err != nil {
			return err
		}
		if t, err = t.LocalClone(); err != nil {
			return fmt.Errorf("%s: %w", v.Path(), err)
		}
		if err := v.SetValue(t); err != nil {
			return fmt.Errorf("%s: %w", v.Path(), err)
		}
		if err := v.SetShardingSpec(nil); err != nil {
			return err
		}
	}
	return nil
}

// Spread makes a function run on several devices: its scalar inputs go to every device, and of the others each device
// gets its rows. Results come whole. To be called before the first Call.
func (f *Func) Spread(d *Devices) {
	f.devices = d
	f.exec.AutoSharding(d.mesh).WithOutputShardingSpecs(d.Whole())
}

// deal gives each device its part of the inputs, which are tensors.
func (f *Func) deal(inputs []any) error {
	var specs []*distributed.ShardingSpec
	for i, input := range inputs {
		t := input.(*tensors.Tensor)
		spec := f.devices.Whole()
		if t.Rank() > 0 {
			if t.Shape().Dim(0)%f.devices.N() != 0 {
				return fmt.Errorf("input %d, %v: its rows cannot be dealt out among %d devices: want a multiple of "+
					"that in a "+
					"batch", i, t.Shape(), f.devices.N())
			}
			spec = f.devices.Rows(t.Rank())
		}
		part, err := dtensor.ShardTensor(spec, t)
		if err != nil {
			return fmt.Errorf("input %d: %w", i, err)
		}
		inputs[i] = part
		specs = append(specs, spec)
	}
	f.exec.WithInputShardingSpecs(specs...)
	return nil
}

// partShapes are the shapes of dealt inputs, those of the first device first.
func (f *Func) partShapes(inputs []any) []shapes.Shape {
	var list []shapes.Shape
	for range f.devices.N() {
		for _, input := range inputs {
			list = append(list, input.(*dtensor.Tensor).ShardShape())
		}
	}
	return list
}

// first keeps the results of the first device, which are those of the others, and frees these.
func (f *Func) first(out []*tensors.Tensor) ([]*tensors.Tensor, error) {
	n := len(out) / f.devices.N()
	for _, t := range out[n:] {
		if err := t.FinalizeAll(); err != nil {
			return nil, err
		}
	}
	return out[:n], nil
}
