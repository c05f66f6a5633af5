// Package clienttest lets OpenAI's own clients for Go and for JavaScript talk to the server of internal/serve. It is a
// module of its own, so that only who runs these tests downloads those clients: make test-clients. The one for
// JavaScript is tried where Node and npm are at hand.
package clienttest
