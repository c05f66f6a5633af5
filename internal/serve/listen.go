package serve

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

// CheckAddress returns an error for an address that nobody can listen at, and whether other machines would reach it.
func CheckAddress(address string) (everywhere bool, err error) {
	host, port, err := net.SplitHostPort(address)
	if err == nil {
		_, err = net.LookupPort("tcp", port)
	}
	if err != nil {
		return false, fmt.Errorf("%q: want a host and a port, such as 127.0.0.1:8080: %w", address, err)
	}
	return !isLoopback(host), nil
}

// Listen answers requests at an address, such as 127.0.0.1:8080, until ctx ends. Then no new ones are accepted, and
// those that are being answered get some time to end; what is not whole by then is given up. ready, which may be nil,
// is told the address once requests are accepted: with port 0 the system chooses one.
func (s *Server) Listen(ctx context.Context, address string, ready func(address string)) error {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil {
		return err
	}
	requests, giveUp := context.WithCancel(context.WithoutCancel(ctx))
	defer giveUp()
	server := &http.Server{
		Handler:           s,
		BaseContext:       func(net.Listener) context.Context { return requests },
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	if ready != nil {
		ready(listener.Addr().String())
	}
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	grace, end := context.WithTimeout(requests, s.opt.Grace)
	defer end()
	err = server.Shutdown(grace)
	if errors.Is(err, context.DeadlineExceeded) {
		giveUp()
		again, end := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer end()
		if server.Shutdown(again) != nil {
			server.Close() // of clients that do not even read
		}
		err = nil
	}
	return err
}
