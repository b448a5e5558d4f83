# Two commands are all a newcomer needs: `make demo` and `make test`.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

WORKSPACE ?= $(HOME)/sinogram-demo
PREFIX ?= $(if $(filter 0,$(shell id -u)),/usr/local,$(HOME)/.local)
A := artifacts
TOOL := $(A)/tool/sinogram
NPM := $(A)/npm/.installed
NPM_TEST := $(A)/npm-test/.installed
NPM_LAB := $(A)/npm-lab/.installed
LAB := tests/Sinogram.EndToEnd.Tests/Browser/Lab
SOURCES := $(shell find src global.json .editorconfig -type f -not -path '*/node_modules/*' -not -name '*.md' 2>/dev/null)
NPM_CI = command -v npm > /dev/null || { echo "npm is missing. Install it (package npm), then run make again." >&2; exit 3; }; \
  npm ci --ignore-scripts --no-fund --no-audit --loglevel=error --no-update-notifier > /dev/null
NO_NPM = { echo "npm could not fetch them. It needs its registry: a network, or a mirror that 'npm config set registry URL' names. Then run make again." >&2; exit 3; }
SDK := $(shell sed -n 's/.*"version": *"\([0-9.]*\)".*/\1/p' global.json)

.PHONY: help demo test build install uninstall bench fuzz soak clean sdk

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /\1|/p' Makefile | while IFS='|' read -r t d; do printf '  make %-10s %s\n' "$$t" "$$d"; done

demo: $(A)/setup/demo $(TOOL) $(A)/setup/kernelspec ## install what is missing, build, run the main job into WORKSPACE (~/sinogram-demo)
	@mkdir -p '$(WORKSPACE)'
	@$(TOOL) run notebooks/pipeline.ipynb --output '$(WORKSPACE)/pipeline.ipynb' --html '$(WORKSPACE)/pipeline.html' \
	  --parameter workspace '$(WORKSPACE)/workspace' $(PARAMETERS)

test: $(A)/setup/test ## set up, build, run every test; the last line is "N passed, N failed"
	@# What is fetched comes while the compiler works.
	@$(MAKE) -j3 $(TOOL) $(NPM_TEST) $(NPM_LAB)
	@SINOGRAM_TOOL='$(CURDIR)/$(TOOL)' tests/run

build: $(TOOL) ## the tool, ready to run, at artifacts/tool/sinogram

install: $(TOOL) ## the tool on the PATH (PREFIX) and the kernelspec where Jupyter looks
	@install -d '$(PREFIX)/lib' '$(PREFIX)/bin'
	@# A copy that fails, on a full disk, leaves the tool that is there.
	@rm -rf '$(PREFIX)/lib/sinogram.new'; cp -r $(A)/tool '$(PREFIX)/lib/sinogram.new' || { rm -rf '$(PREFIX)/lib/sinogram.new'; exit 1; }
	@rm -rf '$(PREFIX)/lib/sinogram' && mv '$(PREFIX)/lib/sinogram.new' '$(PREFIX)/lib/sinogram'
	@ln -sfn ../lib/sinogram/sinogram '$(PREFIX)/bin/sinogram'
	@'$(PREFIX)/lib/sinogram/sinogram' install --prefix '$(PREFIX)'
	@# The demo's kernelspec, which Jupyter prefers, no longer leads into this folder.
	@if [ -e $(A)/setup/kernelspec ]; then '$(PREFIX)/lib/sinogram/sinogram' install --user; fi

uninstall: ## take back the kernelspecs, the tool, and the packages that were installed for it
	@for t in '$(PREFIX)/lib/sinogram/sinogram' '$(TOOL)'; do if [ -x "$$t" ]; then "$$t" uninstall --prefix '$(PREFIX)'; "$$t" uninstall --user; break; fi; done
	@rm -rf '$(PREFIX)/lib/sinogram' '$(PREFIX)/bin/sinogram'
	@kernel-spec/setup --remove
	@rm -rf $(A)
	@echo "Left, because they are yours: workspaces, and the key and settings in $${XDG_CONFIG_HOME:-$$HOME/.config}/sinogram"

bench: $(A)/setup/test $(NPM_TEST) $(TOOL) ## our figures beside the peers', in one run
	@# Compiled ahead as the tool is, so that both begin alike. The folder relative to the project, as below.
	@dotnet publish tests/Sinogram.Benchmarks -c Release -r linux-x64 --self-contained false -p:PublishReadyToRun=true -p:PublishDir=../../$(A)/bench/ -v q -nologo
	@dotnet $(A)/bench/Sinogram.Benchmarks.dll $(BENCH)

fuzz: $(A)/setup/test $(TOOL) ## a million mutants
	@SINOGRAM_FUZZ=1000000 tests/run --fuzz

soak: $(A)/setup/test $(TOOL) ## an hour of mixed use
	@SINOGRAM_SOAK_MINUTES=60 tests/run --soak

clean: ## remove what was built
	@rm -rf $(A)/bin $(A)/obj $(A)/tool $(A)/npm $(A)/npm-lab $(A)/setup/kernelspec

sdk:
	@[ -d "$${HOME:-}" ] && [ -w "$${HOME:-}" ] || { echo "HOME is no folder that can be written: the SDK keeps what it fetches there. Set it to one, then run make again." >&2; exit 3; }
	@command -v dotnet >/dev/null 2>&1 || { echo "The .NET SDK $(SDK) or later is missing. Install it (package dotnet-sdk-10.0), then run make again." >&2; exit 3; }

$(A)/setup/demo $(A)/setup/test: $(A)/setup/%: kernel-spec/setup
	@mkdir -p $(A)/setup
	@kernel-spec/setup $*
	@touch $@

$(NPM): src/Sinogram.Tool/npm/package-lock.json src/Sinogram.Tool/npm/package.json
	@echo "Fetching DuckDB, plotly.js and Temml (27 MB) by npm"
	@mkdir -p $(A)/npm && cp $^ $(A)/npm/
	@cd $(A)/npm; $(NPM_CI) || $(NO_NPM)
	@touch $@

$(NPM_TEST): tests/Sinogram.Data.Tests/npm/package-lock.json tests/Sinogram.Data.Tests/npm/package.json
	@echo "Fetching apache-arrow and DuckDB's node client, which tests and benchmarks compare with, by npm (26 MB)"
	@mkdir -p $(A)/npm-test && cp $^ $(A)/npm-test/
	@cd $(A)/npm-test; $(NPM_CI) || $(NO_NPM)
	@touch $@

$(NPM_LAB): $(wildcard $(LAB)/*)
	@echo "Fetching JupyterLab and Notebook 7, for the tests in a browser, by npm (500 MB, of which 30 stay)"
	@rm -rf $(A)/npm-lab && mkdir -p $(A)/npm-lab && cp $^ $(A)/npm-lab/
	@cd $(A)/npm-lab; $(NPM_CI) --legacy-peer-deps || $(NO_NPM)
	@cd $(A)/npm-lab && npm run -s build && rm -rf node_modules
	@touch $@

$(TOOL): $(SOURCES) $(NPM) | sdk
	@echo "Building the tool"
	@rm -rf $(A)/tool
	@# The folder relative to the project: MSBuild splits a property at the commas of a full path.
	@dotnet publish src/Sinogram.Tool -c Release -r linux-x64 --self-contained false -p:PublishReadyToRun=true -p:PublishDir=../../$(A)/tool/ -v q -nologo
	@mkdir -p $(A)/tool/native $(A)/tool/web
	@cp $(A)/npm/node_modules/@duckdb/node-bindings-linux-x64/libduckdb.so $(A)/tool/native/
	@cp $(A)/npm/node_modules/plotly.js-dist-min/plotly.min.js $(A)/npm/node_modules/temml/dist/temml.min.js $(A)/tool/web/
	@# Their licences want to be copied with them.
	@mkdir -p $(A)/tool/licenses
	@cp $(A)/npm/node_modules/@duckdb/node-bindings-linux-x64/LICENSE $(A)/tool/licenses/duckdb.txt
	@for p in plotly.js-dist-min temml; do cp $(A)/npm/node_modules/$$p/LICENSE $(A)/tool/licenses/$$p.txt; done
	@touch $@

$(A)/setup/kernelspec: $(TOOL)
	@$(TOOL) install --user
	@touch $@
