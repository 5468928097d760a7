"""What the program's check lets pass and a reviewer minds. Nothing here changes the verdict."""
