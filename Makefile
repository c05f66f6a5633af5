# Two commands do everything, set-up included:
#   make test        vet, staticcheck and all tests
#   make notebooks   install what is missing, then execute every notebook
# "make help" lists the others. Needs Go 1.26; on Debian and Ubuntu, as root, the rest is installed for you.

GO ?= go
ifeq (,$(shell command -v $(GO) 2>/dev/null))
$(error the go command is not on the PATH: install Go 1.26 from https://go.dev/dl, then run make again)
endif

# The Go backend's vector kernels (AVX2, AVX-512) exist for amd64; they make it 4 to 5 times faster.
ifeq (amd64,$(shell $(GO) env GOARCH))
export GOEXPERIMENT ?= simd
# On some processors of Intel they make exponentials many times slower, but not those without fused multiply-adds.
export GODEBUG ?= cpu.fma=off
endif
# Nothing is downloaded unless "llm setup" is asked for it.
export GOMLX_NO_AUTO_INSTALL ?= 1
# Builds do not ask git who owns the folder.
export GOFLAGS := $(filter-out -buildvcs=%,$(GOFLAGS)) -buildvcs=false
# A go.work of your own does not change what is tested here.
export GOWORK ?= off

# Size of the notebooks' runs (tiny or book), and a part of the names of those to run: make notebooks ONLY=ch03
SIZE ?= tiny
ONLY ?=
# The folder that "make lab" opens: copies, which git ignores. LAB=notebooks opens those of the project.
LAB ?= lab

.PHONY: help test test-backends test-clients wasm notebooks lab bench course-model lint tidy setup doctor rename book-table clean

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

test: vet build/bin/staticcheck ## vet, staticcheck, all tests
	build/bin/staticcheck ./...
	$(GO) test -vet=off -timeout 20m ./...

test-backends: ## the tests of the chapters on each backend that works here
	@set -e; list=$$($(GO) run ./cmd/llm backends); for b in $$list; do echo "== $$b"; \
	LLM_TEST_BACKEND=$$b $(GO) test -vet=off -timeout 20m ./ch0... ./notebooks/... ./shared/nn ./shared/backend ./internal/figures; done

test-clients: ## OpenAI's clients for Go and JavaScript talk to llm serve's server (downloads them)
	cd internal/serve/clienttest && $(GO) vet ./... && $(GO) test -vet=off ./...

# No SIMD there, and a clean environment: a program in Node gets at most 12 KB of it. -short leaves out the tests that
# make models of GPT-2's size.
wasm: ## build the chapters for WebAssembly, test chapters 3 and 4 there, loops included (needs Node)
	GOOS=js GOARCH=wasm GOEXPERIMENT= $(GO) build ./ch0...
	@if ! command -v node >/dev/null; then echo "no node on the PATH: the tests in WebAssembly were left out"; exit 0; fi; \
	set -x; GOOS=js GOARCH=wasm GOEXPERIMENT= $(GO) test -vet=off -short -timeout 20m \
		-exec "env -i 'PATH=$$PATH' '$$($(GO) env GOROOT)/lib/wasm/go_js_wasm_exec'" ./ch03_attention ./ch04_gpt ./ch04_gpt/plain

notebooks: ## set up, execute every notebook (SIZE=tiny|book, ONLY=ch03), table and pages in build/notebooks
	$(GO) run ./cmd/llm notebooks --size '$(SIZE)' $(if $(ONLY),--only '$(ONLY)')

lab: ## set up, open copies of the notebooks in JupyterLab or Notebook (LAB=notebooks: themselves)
	@echo "compiling llm, which takes about a minute the first time …"
	$(GO) run ./cmd/llm setup --lab
	@ui=lab; jupyter lab --version >/dev/null 2>&1 || ui=notebook; \
	root=; [ "$$(id -u)" != 0 ] || root=--allow-root; \
	cd '$(LAB)' && LLM_SIZE='$(SIZE)' JUPYTER_PATH='$(CURDIR)/build/jupyter' exec jupyter $$ui $$root index.ipynb

bench: ## all benchmarks
	$(GO) test -run '^$$' -bench . -benchmem ./...

# The commands, seeds and settings that the course's models were made with. What it took is in CONTRIBUTING.md.
COURSE := build/course-model
LLM := build/bin/llm
course-model: ## make the course's own models anew (some four hours with ONNX Runtime; can be interrupted)
	$(GO) build -o $(LLM) ./cmd/llm
	mkdir -p $(COURSE)
	test -s $(COURSE)/stories.txt || $(LLM) sample --seed 123 --count 50000 --out $(COURSE)/stories.txt
	test -d $(COURSE)/tokenizer || $(LLM) tokenizer train $(COURSE)/stories.txt --tokens 3000 --out $(COURSE)/tokenizer
	$(LLM) prepare $(COURSE)/stories.txt --tokenizer $(COURSE)/tokenizer --validation 0.005 --out $(COURSE)/corpus
	$(LLM) pretrain --size course --corpus $(COURSE)/corpus --align-documents --metrics $(COURSE)/pretrain.csv --out $(COURSE)/run
	$(LLM) sample check --model $(COURSE)/run/model
	$(LLM) convert --from $(COURSE)/run/model --to $(COURSE)/base --layout hf --dtype f16 --force
	cp $(COURSE)/base/config.json $(COURSE)/base/model.safetensors $(COURSE)/base/vocab.json $(COURSE)/base/merges.txt \
		shared/sample/coursemodel/base
	test -s $(COURSE)/tasks.json || $(LLM) sample --kind instructions --seed 123 --count 75300 --out $(COURSE)/tasks.json
	$(LLM) instruct train --model $(COURSE)/base --data $(COURSE)/tasks.json --epochs 3 --answers 60 --out $(COURSE)/tuned
	$(LLM) convert --from $(COURSE)/tuned/model --to $(COURSE)/first --layout hf --dtype f16 --force
	cp $(COURSE)/tuned/model/assistant.json $(COURSE)/first
	test -s $(COURSE)/practice.json || $(LLM) sample --kind practice --seed 7 --count 200000 --out $(COURSE)/practice.json
	$(LLM) instruct train --model $(COURSE)/first --data $(COURSE)/practice.json --epochs 3 --answers 60 --out $(COURSE)/second
	$(LLM) convert --from $(COURSE)/second/model --to $(COURSE)/assistant --layout hf --dtype f16 --force
	cp $(COURSE)/assistant/config.json $(COURSE)/assistant/model.safetensors $(COURSE)/assistant/vocab.json \
		$(COURSE)/assistant/merges.txt $(COURSE)/second/model/assistant.json shared/sample/coursemodel/assistant

lint: vet build/bin/staticcheck tidy ## gofmt, vet, staticcheck, tidy modules
	@bad=$$(gofmt -l $$(git ls-files '*.go')); [ -z "$$bad" ] || { echo "gofmt -w these:"; echo "$$bad"; exit 1; }
	build/bin/staticcheck ./...

.PHONY: vet
vet:
	$(GO) vet ./...

tidy: ## check that go.mod and go.sum are tidy
	$(GO) mod tidy -diff
	cd tools && $(GO) mod tidy -diff
	cd internal/serve/clienttest && $(GO) mod tidy -diff

setup: ## install the notebook kernel, its tools and Jupyter
	$(GO) run ./cmd/llm setup

doctor: ## look at this machine and say what is missing
	$(GO) run ./cmd/llm doctor

rename: ## publish under a path of your own: make rename MODULE=example.org/you/llm
	$(GO) run ./internal/rename '$(MODULE)'

book-table: ## make docs/BOOK.md, where the book's listings are here, from docs/book-table.json
	$(GO) run ./internal/booktable

clean: ## remove everything that was built, saved models included
	rm -rf build

build/bin/staticcheck: tools/go.mod tools/go.sum
	@mkdir -p build/bin
	cd tools && $(GO) build -o ../build/bin/staticcheck honnef.co/go/tools/cmd/staticcheck
	@touch $@
