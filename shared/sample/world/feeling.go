package world

// Words for feelings; a story draws one of each kind, so that its facts have one answer.
var feelings = map[string][]string{
	"sad": {"sad", "very sad", "unhappy", "upset", "miserable", "heartbroken", "gloomy", "close to tears",
		"downhearted"},
	"happy":  {"happy", "very happy", "glad", "delighted", "overjoyed", "cheerful", "pleased", "full of joy"},
	"proud":  {"proud", "very proud", "proud and happy", "as proud as a peacock", "happy and proud", "ever so proud"},
	"afraid": {"afraid", "scared", "frightened", "terrified", "very scared", "nervous", "a little afraid"},
	"angry":  {"angry", "cross", "very angry", "furious", "annoyed", "as cross as a wasp", "grumpy"},
	"sorry":  {"sorry", "very sorry", "ashamed", "full of regret"},
	"worry":  {"worried", "anxious", "uneasy", "very worried", "troubled"},
	"bored":  {"bored", "very bored", "fed up", "restless"},
	"lonely": {"lonely", "alone", "all alone", "very lonely", "left out"},
	"tired":  {"tired", "sleepy", "very tired", "worn out", "weary", "exhausted"},
	"keen":   {"excited", "very excited", "thrilled", "curious", "full of excitement", "eager"},
}

// feel draws the words for the named feelings: {sad} is "unhappy", say, for all of the story.
func (t *tale) feel(names ...string) {
	for _, n := range names {
		t.set(n, t.aside(one(t, feelings[n])))
	}
}
