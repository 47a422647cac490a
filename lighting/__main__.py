"""``python -m lighting``."""

from lighting.cli import main

if __name__ == "__main__":
    main()
