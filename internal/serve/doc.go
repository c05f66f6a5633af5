// Package serve lets other programs talk to a model over HTTP, and people through a page in a browser.
//
// The interface is that of OpenAI's API, so far as it makes sense for one model on one machine, and of what Ollama's
// clients need. What a request asks for and this server does not do is refused by name, never ignored.
//
//	server.go       Server: the routes, and what stands before all of them
//	listen.go       Listen: a server that ends gracefully
//	options.go      Options: limits
//	guard.go        who may ask: this machine's programs, and this server's own page
//	fields.go       a body into a struct; unknown fields are refused by name
//	errors.go       errors as {"error":{"message","type","param","code"}}
//	params.go       the fields that all generating requests share
//	work.go         a request on its way: its texts and what became of them
//	chat.go         POST /v1/chat/completions
//	message.go      messages whose content is a text or a list of parts
//	completions.go  POST /v1/completions
//	prompts.go      prompts that are texts or token ids, one or several
//	logprobs.go     log-probabilities in the forms of both
//	stream.go       server-sent events
//	models.go       GET /v1/models, /v1/models/{id}, /health
//	tokens.go       POST /tokenize, /detokenize
//	ollama.go       POST /api/chat, GET /api/tags, /api/version
//	metrics.go      GET /metrics, as Prometheus reads them
//	page.go         GET /, the page
//
// Weighed: the metrics are a page of text; prometheus/client_golang would bring a dozen modules for it.
package serve
