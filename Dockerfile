# The project's two commands where there is nothing but a container engine:
#
#   docker build -t llm-from-scratch .
#   docker run --rm llm-from-scratch make test
#   docker run --rm -v "$PWD/pages:/llm/build/notebooks" llm-from-scratch make notebooks
#
# The last one leaves the notebooks' pages in the folder pages. With the book's own data, in a folder of yours:
#
#   docker run --rm -v "$PWD/data:/data:ro" -e LLM_DATA_DIR=/data llm-from-scratch make notebooks
FROM golang:1.26

WORKDIR /llm

# The modules change less often than the code: they are downloaded again only when these files change.
COPY go.mod go.sum ./
COPY tools/go.mod tools/go.sum tools/
RUN go mod download && go -C tools mod download

COPY . .

# Jupyter by apt-get, the notebooks' kernel and the tools by Go.
RUN make setup && rm -rf /var/lib/apt/lists/*

CMD ["make", "test"]
