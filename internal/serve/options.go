package serve

import "time"

// Options are the limits of a server.
type Options struct {
	MaxBody    int64         // bytes of a request
	MaxChoices int           // texts of one request: n, or n for each of several prompts
	Timeout    time.Duration // for one request, waiting included; 0: no limit
	Stall      time.Duration // how long a client may take to send its request, or to accept a piece of the reply
	Grace      time.Duration // how long requests may take to end when the server does
	AnyHost    bool          // also answer those that ask for another host than this machine
}

// DefaultOptions are limits for one machine and some clients.
func DefaultOptions() Options {
	return Options{MaxBody: 1 << 20, MaxChoices: 16, Timeout: 10 * time.Minute, Stall: 30 * time.Second,
		Grace: 10 * time.Second}
}

// Limits of what a request may ask for.
const (
	maxTemperature = 2.0
	maxPenalty     = 2.0 // frequency and presence, up and down
	maxRepetition  = 10.0
	maxStops       = 16
	maxStopBytes   = 1000
	maxTop         = 20 // log-probabilities in the place of one token
	legacyTokens   = 16 // of a completion that does not say how many
)
