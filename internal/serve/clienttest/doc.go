// Package clienttest lets OpenAI's own client for Go talk to the server of internal/serve. It is a module of its own,
// so that only who runs these tests downloads that client: make test-clients.
package clienttest
