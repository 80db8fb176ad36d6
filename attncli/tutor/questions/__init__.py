"""The kinds of question, a family a file: which are worth asking, and what makes a question of one."""
