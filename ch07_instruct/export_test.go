package instruct

// Words are the words of an answer as ExactMatch and F1 compare them.
var Words = words
