// Package chat turns a conversation into what a model is given to continue.
//
//	model.go    Model: a model with what belongs to it, an assistant's style or none
//	prompt.go   Message, Model.Prompt: a conversation as token ids
//	request.go  Model.Request: a conversation as a request to a batch
//	session.go  Session: a conversation in a terminal or a pipe
//	command.go  what a line that begins with a slash does
//
// # What a model sees of a conversation
//
// The models of chapter 7 were taught single tasks, each with one answer, and have never seen a conversation. So such
// an assistant is shown the last message of the user alone, in the style that it was taught; what was said before is no
// part of it. A system message stands in front of the instruction, in lines of its own. In the message itself, what
// comes after its first empty line is the input that the instruction is about: the message
//
//	Rewrite the sentence in the passive voice.
//
//	The chef cooks the meal.
//
// becomes the entry with these two as instruction and input.
//
// A model without a style, such as GPT-2, does not answer: it continues a text. It is shown the whole conversation as
// one text, as if user and model were writing it together. When that is too long, the oldest messages are left out,
// until a quarter of the context is free to go on.
package chat
