# Each target does its own set-up (.venv, packages, what the PDF needs) and remembers it: a second run takes seconds.
# The work is in .ci/task.sh, so that make never sees a path.
.PHONY: demo setup test prove bench lint clean
.DEFAULT_GOAL := demo
OUT = out

demo:   ; @sh .ci/task.sh demo "$(OUT)"
setup:  ; @sh .ci/task.sh setup
test:   ; @sh .ci/task.sh test $(PYTEST)
prove:  ; @sh .ci/task.sh prove
bench:  ; @sh .ci/task.sh bench
lint:   ; @sh .ci/task.sh lint
clean:  ; @sh .ci/task.sh clean
