"""`python -m heroes` is `heroes`."""

from heroes.cli import main

if __name__ == "__main__":
    main()
