package backend

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/gobackend"
)

// newBackend opens a backend without a trial. The Go backend prints a line on standard output when its configuration
// has "parallelism=-1"; so that option is taken out, and given to the backend's pool of workers before any work.
func newBackend(config string) (compute.Backend, error) {
	name, options, _ := strings.Cut(config, ":")
	rest, n, given := withoutParallelism(options)
	if name != gobackend.BackendName || !given {
		return compute.NewWithConfig(config)
	}
	b, err := compute.NewWithConfig(name + ":" + rest)
	if err != nil {
		return nil, err
	}
	if err := setParallelism(b, n); err != nil {
		b.Finalize()
		return nil, err
	}
	return b, nil
}

// withoutParallelism cuts the option out of others: "parallelism=-1,ops_sequential" is "ops_sequential" and -1. given
// is false when there is none, or one that is no number, about which the backend complains.
func withoutParallelism(options string) (rest string, n int, given bool) {
	parts := strings.Split(options, ",")
	rests := slices.DeleteFunc(slices.Clone(parts), func(part string) bool {
		value, found := strings.CutPrefix(part, "parallelism=")
		if !found {
			return false
		}
		var err error
		n, err = strconv.Atoi(value)
		given = err == nil
		return given
	})
	return strings.Join(rests, ","), n, given
}

// setParallelism says how many operations of a Go backend may be in flight, -1 for any number. Its type is not
// exported, but its pool of workers is an exported field of it.
func setParallelism(b compute.Backend, n int) error {
	v := reflect.ValueOf(b)
	if v.Kind() == reflect.Pointer && v.Elem().Kind() == reflect.Struct {
		if workers := v.Elem().FieldByName("Workers"); workers.IsValid() && workers.CanInterface() {
			if pool, ok := workers.Interface().(interface{ SetMaxParallelism(n int) }); ok {
				pool.SetMaxParallelism(n)
				return nil
			}
		}
	}
	return fmt.Errorf("a %T has no workers whose number can be set: this version of gomlx/compute is not known", b)
}
