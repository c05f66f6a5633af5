package main

// equivalent are changes after which a function still does the same on everything that a part may be given, with the
// reason.
var equivalent = map[string]string{
	"MostFrequentPair:6:10: 0 becomes (-1)":      "every pair comes at least once",
	"MostFrequentPair:8:59: < becomes <=":        "a pair comes once in the map, so both halves are never equal",
	"CausalMask:6:29: 1 becomes 2":               "math.Inf looks at the sign only",
	"LayerNorm:10:19: - becomes +":               "(v+mean)·(v-mean) is v²-mean², whose mean is the variance, too",
	"LayerNorm:10:32: - becomes +":               "(v-mean)·(v+mean) likewise",
	"Block:11:10: arguments 0 and 1 exchanged":   "a sum",
	"Block:12:13: arguments 0 and 1 exchanged":   "a sum",
	"Generate:4:26: arguments 0 and 1 exchanged": "a maximum",
	"Gradients:4:27: >= becomes >":               "the first number of a tape is given",
	"Gradients:4:30: 0 becomes 1":                "the first number of a tape is given",
	"TopK:7:24: 1 becomes 2":                     "math.Inf looks at the sign only",
	"LearningRate:2:10: < becomes <=":            "where the warm-up ends both lines give the peak",
	"Pad:4:31: arguments 0 and 1 exchanged":      "a minimum",
	"Collate:2:13: 0 becomes 1":                  "no row is empty",
	"Collate:2:13: 0 becomes (-1)":               "lengths are not negative",
	"Collate:4:17: arguments 0 and 1 exchanged":  "a maximum",
	"DPOLoss:3:12: < becomes <=":                 "both lines give log 2 for a margin of 0",
	"DPOLoss:3:14: 0 becomes 1":                  "the two lines are one function, apart from overflow",
	"DPOLoss:3:14: 0 becomes (-1)":               "the two lines are one function, apart from overflow",
}
