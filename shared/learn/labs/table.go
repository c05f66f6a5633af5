package labs

var table = []*Lab{
	{
		ID: "P1", Title: "the loss turns round", Chapter: "ch05_pretrain", digest: "82c19265",
		Hints: [3]string{
			"Run it with -every 5. In which line is the loss lowest, and what does that line say beside it?",
			"The loss falls as long as one of the other columns is small. The weights, too, grow beyond all " +
				"measure from there on.",
			"Adam moves each weight by about the learning rate in every step. The weights begin at about 0.2 to " +
				"0.5; what is that beside peak? Try a peak that is ten times smaller.",
		},
		Teaches: "When a loss turns round, print the learning rate beside it. With Adam the rate is how far a " +
			"weight moves, so it can be compared with the weights themselves.",
	},
	{
		ID: "P2", Title: "almost no loss, and no words", Chapter: "ch03_attention", digest: "e19ea1d9",
		Hints: [3]string{
			"Run it with -change 12, and with other letters. Which places should move, and which do?",
			"A place that moves with a later letter has seen it. In training, what does the letter just behind a " +
				"place have to do with that place's target?",
			"hidden says which places are left out. Try it by hand for place 0: is place 1 left out?",
		},
		Teaches: "A loss that is too good is a finding, not a success: what is measured in training has to be " +
			"there when the model writes. Change what comes later and see whether anything before it moves.",
	},
	{
		ID: "P3", Title: "two evaluations, two losses", Chapter: "ch04_gpt", digest: "9e9526d1",
		Hints: [3]string{
			"Run it with -times 5, and then with -times 5 -share 0. What is different?",
			"Something is drawn at random while the model is evaluated. What in this model draws?",
			"Look at who sets training, and whether anybody takes it back.",
		},
		Teaches: "Two evaluations of one model are equal to the last bit, or something is drawn that should not " +
			"be. A switch for training has to be set on both sides: where training begins, and where evaluation " +
			"does.",
	},
	{
		ID: "P4", Title: "good at its own text, lost in any other", Chapter: "ch02_text", digest: "560ce83f",
		Hints: [3]string{
			"Run it with -text \"the owl sees the fox\": the ids of a text, decoded with the words that the model " +
				"knows. Is it the same text?",
			"The same word has other ids in other texts. Its own text is the only one where they are right.",
			"ids makes ids of a text. Whose words does it use?",
		},
		Teaches: "A loss higher than that of pure chance says that the model is sure of the wrong things: other " +
			"weights, or other tokens. Encode, decode and compare, with what the model itself has.",
	},
	{
		ID: "P5", Title: "sixteen blocks that learn little", Chapter: "ch04_gpt", digest: "54bf9efb",
		Hints: [3]string{
			"Run it with -gradients. What becomes of a vector on its way through the blocks, and of the gradient " +
				"on its way back?",
			"Each block makes both smaller. Its comment says that it adds something to what it was given. With " +
				"weights that are all 0, what should it give back?",
			"Add is there, in forward. But what is x by then?",
		},
		Teaches: "A program can look as if it were right: there is an addition, only of something else. A block " +
			"with weights of 0 has to be the identity; one line of a test says whether it is. Gradients, block by " +
			"block, say where to look.",
	},
	{
		ID: "P6", Title: "a batch is better than its names", Chapter: "ch07_instruct", digest: "7dd1a3e2",
		Hints: [3]string{
			"Run it with -names \"ox elephant\". How many targets does each name have, and how many should it " +
				"have?",
			"A mean over places that are easy to guess is low. Which places are these?",
			"Behind the end of a name, which is a target, comes nothing to learn. What does collate say is there, " +
				"and what does it put there?",
		},
		Teaches: "A mean is as good as what it is taken over. Count the targets: as many as there is something to " +
			"learn, and a batch then has the loss of its parts.",
	},
	{
		ID: "P7", Title: "another model after loading", Chapter: "ch04_gpt", digest: "b25e858e",
		Hints: [3]string{
			"Run it with -parameters. How many matrices should there be, and how many are there?",
			"What the file leaves out is not what the comment says it is. Compare m.tokens and m.head of a new " +
				"model.",
			"Two calls draw twice. What has to be true of tokens and head, so that a step of training changes " +
				"both?",
		},
		Teaches: "Tied is not alike, and not even equal: it is the same matrix in two places. Counting parameters " +
			"finds it in a second, and so does saving, loading and comparing.",
	},
	{
		ID: "P8", Title: "the fast way writes something else", Chapter: "ch04_gpt", digest: "49a94ca1",
		Hints: [3]string{
			"Run it with -compare 8. Which are the first logits that differ, and who has computed them: begin or " +
				"next?",
			"The first letter that next appends goes wrong. Keys, values and the vector of the letter: which of " +
				"the three depends on something besides the letters?",
			"Behind 12 letters, which are the places 0 to 11, what is last, and at which place does the next " +
				"letter stand?",
		},
		Teaches: "What is made fast has to be compared with what is plain, number by number. An error of one place " +
			"is hard to see in a text and at once in such a comparison.",
	},
}
